using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols;

/// <summary>One PDU of a dialogue, with all its framing.</summary>
public sealed record ProtocolMessage(bool FromServer, byte[] Bytes);

/// <summary>
/// What the contract suite has to know of a protocol. One subclass for each folder of <c>Protocols</c>; it is found by
/// reflection.
/// </summary>
public abstract class ProtocolVectors
{
    /// <summary>Name of the folder in <c>src/CraneAnomaly/Protocols</c>, and of the one in the tests.</summary>
    public abstract string Folder { get; }

    /// <summary>The protocol.</summary>
    public abstract OtProtocol Protocol { get; }

    /// <summary>The registered port.</summary>
    public abstract ushort ServerPort { get; }

    /// <summary>A dialogue without a fault, each PDU once, in order; it shows as many functions as it can.</summary>
    public abstract IReadOnlyList<ProtocolMessage> Dialogue { get; }

    /// <summary>Names of all functions that the specification has.</summary>
    public abstract IReadOnlyList<string> Functions { get; }

    /// <summary>A whole request whose function nobody knows.</summary>
    public abstract byte[] UnknownFunction { get; }

    /// <summary>Beginnings of client PDUs whose length fields lie.</summary>
    public abstract IReadOnlyList<byte[]> HostileHeaders { get; }

    /// <summary>Most bytes that a reader may hold back.</summary>
    public abstract int MostHeldBytes { get; }

    /// <summary>The request of a transaction; requests of different ordinals do not disturb each other.</summary>
    public abstract void WriteRequest(int ordinal, Span<byte> destination, out int length);

    /// <summary>The response to <see cref="WriteRequest"/>.</summary>
    public abstract void WriteResponse(int ordinal, Span<byte> destination, out int length);

    /// <inheritdoc/>
    public override string ToString() => Folder;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProtocolVectors> All { get; } = typeof(ProtocolVectors).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(ProtocolVectors)) && !t.IsAbstract)
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .Select(t => (ProtocolVectors)Activator.CreateInstance(t)!).ToList();
}
