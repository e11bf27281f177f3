using CraneAnomaly.Records;

namespace CraneAnomaly.Capture;

/// <summary>What a protocol makes of the first bytes of a flow direction.</summary>
public enum ProbeResult : byte
{
    /// <summary>Not this protocol.</summary>
    No,

    /// <summary>Too few bytes to say; try again with more.</summary>
    Unsure,

    /// <summary>This protocol, and the sender is the client.</summary>
    Client,

    /// <summary>This protocol, and the sender is the server.</summary>
    Server,

    /// <summary>This protocol; the bytes do not show who is the client.</summary>
    Yes,
}

/// <summary>
/// Reads one protocol from one flow: the state of a session, and the loop over the PDUs in a piece of stream. One
/// instance serves one flow at a time and is reused for another after <see cref="Reset"/>. What an implementation has
/// to keep: no exception from bytes, bounded state, and progress (<see cref="Read"/> consumes bytes or waits for more).
/// </summary>
/// <typeparam name="TSink">Where records go; a struct, so that the call is direct.</typeparam>
public abstract class ProtocolReader<TSink> where TSink : struct, IRecordSink
{
    /// <summary>The protocol.</summary>
    public abstract OtProtocol Protocol { get; }

    /// <summary>Whether what it reads is searched for cargo data: a field, because every packet asks.</summary>
    internal bool CarriesText { get; set; }

    /// <summary>Whether its connections are quiet for long and go on: those of controllers and of people. A page is fetched.</summary>
    internal bool IsLasting { get; set; }

    /// <summary>PDUs read since the last <see cref="Reset"/>.</summary>
    public long Pdus { get; protected set; }

    /// <summary>
    /// Reads the PDUs at the start of <paramref name="stream"/>, which begins where the last call for this direction
    /// stopped consuming.
    /// </summary>
    /// <returns>Bytes consumed. The rest is offered again, in front of what follows it, when more has come.</returns>
    public abstract int Read(ReadOnlySpan<byte> stream, in StreamContext context, ref TSink sink);

    /// <summary>
    /// Bytes of this direction are missing, or the bytes held back from it are given up: framing must be found anew.
    /// </summary>
    public abstract void OnGap(long bytes, in StreamContext context, ref TSink sink);

    /// <summary>The flow has ended: say what remains to be said, such as requests never answered.</summary>
    public abstract void OnEnd(in StreamContext context, ref TSink sink);

    /// <summary>Forgets everything, for another flow.</summary>
    public abstract void Reset();
}

/// <summary>Recognises a protocol and makes its readers.</summary>
/// <typeparam name="TSink">Where records go.</typeparam>
public abstract class ProtocolFactory<TSink> where TSink : struct, IRecordSink
{
    /// <summary>The protocol.</summary>
    public abstract OtProtocol Protocol { get; }

    /// <summary>IP protocol number of the transport: 6 for TCP, 17 for UDP.</summary>
    public abstract byte Transport { get; }

    /// <summary>
    /// Looks at the first payload bytes of one direction of a flow. Content decides; the ports may only lower the
    /// bar that content has to pass.
    /// </summary>
    public abstract ProbeResult Probe(ReadOnlySpan<byte> payload, in StreamContext context);

    /// <summary>Makes a reader for one flow.</summary>
    public abstract ProtocolReader<TSink> Create();
}
