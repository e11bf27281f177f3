using System.Globalization;
using System.IO.Compression;
using System.Net;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline;

/// <summary>What takes packets: a pipeline or a learner.</summary>
internal delegate void Process(ReadOnlySpan<byte> packet, int linkType, DateTimeOffset timestamp);

/// <summary>Packets of a crane network under construction: a clock that is moved on, and what was sent by it.</summary>
internal sealed class CraneTraffic(long startNs = CraneTraffic.StartNs)
{
    /// <summary>2026-03-01T00:00:00Z.</summary>
    public const long StartNs = 1_772_323_200_000_000_000;

    private int _ports = 49_152;

    public List<(long Ns, byte[] Data)> Packets { get; } = [];

    public long NowNs { get; set; } = startNs;

    /// <summary>The frame that comes next, as records count them.</summary>
    public long NextFrame => Packets.Count + 1;

    /// <summary>Moves the clock on, in whole microseconds.</summary>
    public void Wait(double milliseconds) => NowNs += (long)(milliseconds * 1000) * 1000;

    public int NextPort() => _ports++;

    public ModbusTalk Connect(string client, string server) => new(this, client, server);

    public void Send(string source, string destination, PacketPart transport) => Packets.Add((NowNs, Ethernet(
        Ipv4(source, destination, transport, id: Packets.Count & 0xFFFF), MacOf(source), MacOf(destination))));

    /// <summary>A datagram from a port of its own: a conversation each.</summary>
    public void Datagram(string source, string destination, int port, byte[]? payload = null) =>
        Send(source, destination, Udp(NextPort(), port, payload ?? new byte[48]));

    /// <summary>Hands the packets on, one after the other.</summary>
    public void Feed(Process process)
    {
        foreach (var (ns, data) in Packets) process(data, 1, DateTimeOffset.UnixEpoch.AddTicks(ns / 100));
    }

    /// <summary>A capture of it.</summary>
    public byte[] ToPcap(int first = 0, int count = int.MaxValue)
    {
        var writer = new PcapWriter(PcapWriter.Nanoseconds);
        foreach (var (ns, data) in Packets.Skip(first).Take(count))
            writer.Packet((uint)(ns / 1_000_000_000), (uint)(ns % 1_000_000_000), data);
        return writer.ToArray();
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }

    private static string MacOf(string address)
    {
        byte[] a = IPAddress.Parse(address).GetAddressBytes();
        // RFC 1112, 6.4: a group has an address of its own.
        return a[0] >= 224
            ? string.Create(CultureInfo.InvariantCulture, $"01:00:5e:{a[1] & 0x7F:x2}:{a[2]:x2}:{a[3]:x2}")
            : string.Create(CultureInfo.InvariantCulture, $"02:00:{a[0]:x2}:{a[1]:x2}:{a[2]:x2}:{a[3]:x2}");
    }
}
