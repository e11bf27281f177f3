using CraneAnomaly.Capture;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Protocols;

/// <summary>
/// Drives a reader as the TCP layer does: bytes that were not consumed are offered again in front of those that follow.
/// </summary>
internal sealed class StreamDriver<TSink>(ProtocolReader<TSink> reader) where TSink : struct, IRecordSink
{
    public const long StartNs = 1_700_000_000_000_000_000;

    private byte[] _heldFromClient = [];
    private byte[] _heldFromServer = [];
    private FlowIdentity _identity = new()
    {
        Originator = IpAddress.FromV4(0xC000_0201),
        Responder = IpAddress.FromV4(0xC000_0202),
        OriginatorPort = 49_152,
        ResponderPort = 502,
        IpProtocol = 6,
        Vlan = -1,
    };

    public TSink Sink;

    public bool Midstream { get; init; }

    public ushort OriginatorPort { init => _identity.OriginatorPort = value; }

    public ushort ResponderPort { init => _identity.ResponderPort = value; }

    /// <summary>Event time of what is sent next.</summary>
    public long TimestampNs { get; set; } = StartNs;

    public long Frame { get; set; } = 1;

    /// <summary>Most bytes that were held back at one time.</summary>
    public int MostHeld { get; private set; }

    /// <summary>Bytes consumed from both sides.</summary>
    public long Consumed { get; private set; }

    public int HeldFromServer => _heldFromServer.Length;

    public void Send(bool fromResponder, ReadOnlySpan<byte> bytes, int chunk = int.MaxValue)
    {
        ref var held = ref fromResponder ? ref _heldFromServer : ref _heldFromClient;
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(chunk, bytes.Length);
            byte[] stream = [.. held, .. bytes[..length]];
            bytes = bytes[length..];
            int consumed = reader.Read(stream, Context(fromResponder), ref Sink);
            Assert.InRange(consumed, 0, stream.Length);
            Consumed += consumed;
            held = stream[consumed..];
            MostHeld = Math.Max(MostHeld, held.Length);
        }
    }

    public void Gap(bool fromResponder, long bytes)
    {
        ref var held = ref fromResponder ? ref _heldFromServer : ref _heldFromClient;
        reader.OnGap(bytes + held.Length, Context(fromResponder), ref Sink);
        held = [];
    }

    public void End() => reader.OnEnd(Context(false), ref Sink);

    public StreamContext Context(bool fromResponder) => new(ref _identity)
    {
        TimestampNs = TimestampNs,
        Frame = Frame,
        FromResponder = fromResponder,
        Midstream = Midstream,
    };
}
