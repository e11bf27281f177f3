using CraneAnomaly.Capture.Link;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Capture;

/// <summary>
/// Two TCP end points that talk: makes the segments of a connection with the right numbers, to be sent in any order.
/// </summary>
internal sealed class TcpTalk
{
    private readonly TrafficRig _rig;
    private readonly IpAddress[] _addresses;
    private readonly ushort[] _ports;
    private readonly uint[] _next;

    public TcpTalk(
        TrafficRig rig, uint clientStart = 1000, uint serverStart = 5000, ushort clientPort = 50000,
        ushort serverPort = 502)
    {
        _rig = rig;
        _addresses = [TrafficRig.Address("10.0.0.9"), TrafficRig.Address("10.0.0.1")];
        _ports = [clientPort, serverPort];
        _next = [clientStart, serverStart];
    }

    public long StepNs { get; set; } = 10_000;

    /// <summary>A segment of the client (0) or the server (1), and moves its numbers on.</summary>
    public Segment Say(int side, byte flags = TrafficRig.Ack | TrafficRig.Psh, byte[]? data = null)
    {
        data ??= [];
        var segment = Raw(side, _next[side], flags, data);
        _next[side] += (uint)data.Length;
        if ((flags & (TrafficRig.Syn | TrafficRig.Fin)) != 0) _next[side]++;
        return segment;
    }

    public Segment Say(int side, string text) => Say(side, data: TrafficRig.Message(text));

    /// <summary>A segment with any number; the talk does not move on.</summary>
    public Segment Raw(int side, uint sequence, byte flags, byte[] data, int cut = 0) => new(
        new DecodedPacket
        {
            Source = _addresses[side],
            Destination = _addresses[side ^ 1],
            SourcePort = _ports[side],
            DestinationPort = _ports[side ^ 1],
            IpProtocol = 6,
            TcpFlags = flags,
            Sequence = sequence,
            Acknowledgement = (flags & TrafficRig.Ack) != 0 ? _next[side ^ 1] : 0,
            Window = 8192,
            IpId = _rig.NextIpId(),
            Checksum = 99,
            PayloadLength = data.Length,
            WirePayloadLength = data.Length + cut,
            IpLength = 40 + data.Length + cut,
            Vlan = -1,
        },
        data);

    public uint Next(int side) => _next[side];

    public void Send(params Segment[] segments)
    {
        foreach (var segment in segments)
        {
            _rig.NowNs += StepNs;
            _rig.Send(segment.Packet, segment.Data);
        }
    }

    public void Handshake() => Send(
        Say(0, TrafficRig.Syn), Say(1, TrafficRig.Syn | TrafficRig.Ack), Say(0, TrafficRig.Ack));

    public void Close() => Send(
        Say(0, TrafficRig.Fin | TrafficRig.Ack), Say(1, TrafficRig.Fin | TrafficRig.Ack), Say(0, TrafficRig.Ack));
}

internal sealed record Segment(DecodedPacket Packet, byte[] Data);
