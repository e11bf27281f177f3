namespace CraneAnomaly.Fuzz.Traffic;

/// <summary>One TCP connection to port 502, in order and without loss unless asked otherwise.</summary>
internal sealed class TcpTalk(ushort clientPort, PacketAction packet)
{
    private uint _client = 1000, _server = 9000;
    private ushort _id;

    public DateTimeOffset Time { get; set; }

    public void Open()
    {
        Segment(false, TcpSegment.Syn, []);
        Segment(true, TcpSegment.Syn | TcpSegment.Ack, []);
    }

    /// <summary>Stream bytes of one side, in segments of at most so many bytes.</summary>
    public void Say(bool fromServer, ReadOnlySpan<byte> bytes, int segment = int.MaxValue)
    {
        while (bytes.Length > 0)
        {
            var part = bytes[..Math.Min(segment, bytes.Length)];
            Segment(fromServer, TcpSegment.Psh | TcpSegment.Ack, part);
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Stream bytes of one side that nobody captures.</summary>
    public void Lose(bool fromServer, uint bytes)
    {
        if (fromServer) _server += bytes;
        else _client += bytes;
    }

    private void Segment(bool fromServer, byte flags, ReadOnlySpan<byte> payload)
    {
        ref uint own = ref fromServer ? ref _server : ref _client;
        byte[] frame = TcpSegment.Write(fromServer, own, fromServer ? _client : _server, flags, ++_id, payload, clientPort);
        own += (uint)payload.Length + ((flags & TcpSegment.Syn) != 0 ? 1u : 0);
        packet(frame, Time);
    }
}
