using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols.Sessions;

/// <summary>
/// What the contract suite has to know of a protocol of sessions. One subclass for each folder of
/// <c>Protocols/Sessions</c>; it is found by reflection. Written from the specification, with nothing of the reader.
/// </summary>
public abstract class SessionVectors
{
    /// <summary>Name of the folder in <c>src/CraneAnomaly/Protocols/Sessions</c>.</summary>
    public abstract string Folder { get; }

    /// <summary>The protocol.</summary>
    public abstract OtProtocol Protocol { get; }

    /// <summary>A port on which it is usual.</summary>
    public abstract ushort ServerPort { get; }

    /// <summary>One session from its first byte on, each message once, in order, that shows as much as it can.</summary>
    public abstract IReadOnlyList<ProtocolMessage> Dialogue { get; }

    /// <summary>What its records must say, each as <c>kind fact=value ...</c>.</summary>
    public abstract IReadOnlyList<string> Records { get; }

    /// <summary>Most bytes that a reader may hold back.</summary>
    public abstract int MostHeldBytes { get; }

    /// <summary>Whether each message is a datagram, which never comes in pieces.</summary>
    public virtual bool IsDatagram => false;

    /// <inheritdoc/>
    public override string ToString() => Folder;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<SessionVectors> All { get; } = typeof(SessionVectors).Assembly.GetTypes()
        .Where(t => t.IsSubclassOf(typeof(SessionVectors)) && !t.IsAbstract)
        .OrderBy(t => t.FullName, StringComparer.Ordinal)
        .Select(t => (SessionVectors)Activator.CreateInstance(t)!).ToList();
}
