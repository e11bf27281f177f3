using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>A TCP connection as a loss-free network carries it (RFC 9293).</summary>
internal sealed class TcpSession(MirrorPort wire, Host client, int clientPort, Host server, int serverPort, Noise noise)
{
    private const int Window = 8192;

    // Maximum segment size 1460, and what Windows adds: window scale 0, selective acknowledgement (RFC 7323, RFC 2018).
    private static readonly byte[] Options = [2, 4, 5, 180, 1, 3, 3, 0, 1, 1, 4, 2];

    private uint _client = (uint)noise.Next(), _server = (uint)noise.Next();

    /// <summary>The three segments of the opening; returns when the last of them was sent.</summary>
    public long Open(long at, long roundTrip)
    {
        Segment(at, false, Syn, Options);
        Segment(at + roundTrip, true, Syn | Ack, Options);
        at += roundTrip + noise.Between(20_000, 90_000);
        Segment(at, false, Ack);
        return at;
    }

    /// <summary>Data of one side, in segments of at most 1460 bytes.</summary>
    public void Say(long at, bool fromServer, byte[] data)
    {
        for (int sent = 0; sent < data.Length; sent += 1460)
        {
            var part = data.AsSpan(sent, Math.Min(1460, data.Length - sent));
            bool last = sent + part.Length == data.Length;
            Segment(at + sent * 20L, fromServer, (byte)(last ? Psh | Ack : Ack), null, part);
        }
    }

    /// <summary>An acknowledgement by itself.</summary>
    public void Acknowledge(long at, bool fromServer) => Segment(at, fromServer, Ack);

    /// <summary>Both sides end, one after the other.</summary>
    public long Close(long at, bool fromServer, long roundTrip)
    {
        Segment(at, fromServer, Fin | Ack);
        Segment(at + roundTrip, !fromServer, Fin | Ack);
        at += roundTrip + noise.Between(20_000, 90_000);
        Segment(at, fromServer, Ack);
        return at;
    }

    private void Segment(long at, bool fromServer, byte flags, byte[]? options = null, ReadOnlySpan<byte> data = default)
    {
        ref uint own = ref fromServer ? ref _server : ref _client;
        uint acknowledged = (flags & Ack) == 0 ? 0 : fromServer ? _client : _server;
        var (from, to) = fromServer ? (server, client) : (client, server);
        var (fromPort, toPort) = fromServer ? (serverPort, clientPort) : (clientPort, serverPort);
        wire.Send(at, from, to, TcpSegment(fromPort, toPort, data, own, acknowledged, flags, Window, options));
        own += (uint)data.Length + ((flags & (Syn | Fin)) != 0 ? 1u : 0);
    }
}
