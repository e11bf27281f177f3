using System.Buffers.Binary;
using System.Text;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic;

/// <summary>What else is on such a network: addresses, time, names, jobs, a file share, the switch.</summary>
internal sealed class OfficeTraffic(MirrorPort wire, Noise noise)
{
    private const string Broadcast = "ff:ff:ff:ff:ff:ff";
    private const string JobServer = "tos.quay.example";

    private ulong _message;

    /// <summary>Who has an address (RFC 826); everybody is asked, one answers.</summary>
    public void Arp(long at, Host from, Host about)
    {
        wire.SendFrame(at, Ethernet(ArpPacket(1, from, Mac("00:00:00:00:00:00"), about), from.Mac, Broadcast));
        wire.SendFrame(at + noise.Between(80_000, 400_000), Ethernet(ArpPacket(2, about, Mac(from.Mac), from), about.Mac, from.Mac));
    }

    /// <summary>A machine that comes up tells its own address (RFC 5227, 3).</summary>
    public void Announce(long at, Host host) =>
        wire.SendFrame(at, Ethernet(ArpPacket(1, host, Mac("00:00:00:00:00:00"), host), host.Mac, Broadcast));

    /// <summary>The time is asked (RFC 5905, 7.3).</summary>
    public void Ntp(long at, Host client, int clientPort, Host server)
    {
        byte[] request = new byte[48];
        request[0] = 0x23;
        Time(request, 40, at);
        wire.Send(at, client, server, Udp(clientPort, 123, request));

        byte[] response = new byte[48];
        (response[0], response[1], response[2], response[3]) = (0x24, 2, 6, 0xEC);
        "GPS\0"u8.CopyTo(response.AsSpan(12));
        long arrived = at + noise.Between(150_000, 600_000);
        Time(response, 16, at - 9 * Agenda.Second);
        request.AsSpan(40, 8).CopyTo(response.AsSpan(24));
        Time(response, 32, arrived);
        Time(response, 40, arrived + 30_000);
        wire.Send(arrived + 60_000, server, client, Udp(123, clientPort, response));
    }

    /// <summary>The job server's address is asked (RFC 1035, 4), then the next job over a connection of its own.</summary>
    public void NextJob(long at, Host client, int port, Host names, Host jobs, string crane)
    {
        byte[] question = Join(
            [3, (byte)'t', (byte)'o', (byte)'s', 4, .. "quay"u8, 7, .. "example"u8, 0], U16(1), U16(1));
        byte[] id = U16((int)(noise.Next() & 0xFFFF));
        wire.Send(at, client, names, Udp(port, 53, Join(id, U16(0x0100), U16(1), U16(0), U16(0), U16(0), question)));
        byte[] answer = Join([0xC0, 12], U16(1), U16(1), U32(15), U16(4), [.. jobs.Ip.Split('.').Select(byte.Parse)]);
        at += noise.Between(300_000, 900_000);
        wire.Send(at, names, client, Udp(53, port, Join(id, U16(0x8580), U16(1), U16(1), U16(0), U16(0), question, answer)));

        var session = new TcpSession(wire, client, port, jobs, 8080, noise);
        at = session.Open(at + 1_000_000, noise.Between(200_000, 500_000));
        session.Say(at + 200_000, false, Encoding.ASCII.GetBytes(
            $"GET /jobs/next?crane={crane} HTTP/1.1\r\nHost: {JobServer}:8080\r\nAccept: application/json\r\n\r\n"));
        at += noise.Between(4_000_000, 15_000_000);
        string job = $$"""{"crane":"{{crane}}","bay":{{noise.Between(10, 30)}},"row":{{noise.Between(1, 14)}},"tier":{{noise.Between(1, 6)}}}""";
        session.Say(at, true, Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {job.Length}\r\nConnection: close\r\n\r\n{job}"));
        session.Close(at + 100_000, fromServer: true, noise.Between(200_000, 500_000));
    }

    /// <summary>A file share is asked whether it is still there: SMB2 ECHO ([MS-SMB2] 2.2.28).</summary>
    public void ShareEcho(long at, TcpSession session)
    {
        _message++;
        session.Say(at, false, Smb2(_message, response: false));
        at += noise.Between(300_000, 900_000);
        session.Say(at, true, Smb2(_message, response: true));
        session.Acknowledge(at + noise.Between(40_000_000, 48_000_000), fromServer: false);
    }

    /// <summary>The switch names itself (IEEE 802.1AB, 8).</summary>
    public void Lldp(long at, string mac)
    {
        byte[] port = [.. "Gi1/0/24"u8], name = [.. "quay-sw1"u8], description = [.. "Example Industrial Switch 8"u8];
        wire.SendFrame(at, Ethernet(
            new(Join(
                [0x02, 7, 4], Mac(mac), [0x04, (byte)(port.Length + 1), 5], port, [0x06, 2, 0, 120],
                [0x0A, (byte)name.Length], name, [0x0C, (byte)description.Length], description, [0, 0]), 0x88CC),
            mac, "01:80:c2:00:00:0e"));
    }

    private static PacketPart ArpPacket(int operation, Host sender, byte[] targetMac, Host target) => new(
        Join(U16(1), U16(0x0800), [6, 4], U16(operation), Mac(sender.Mac), Ip(sender), targetMac, Ip(target)), 0x0806);

    private static byte[] Ip(Host host) => [.. host.Ip.Split('.').Select(byte.Parse)];

    // Seconds since 1900 and their fraction (RFC 5905, 6).
    private static void Time(byte[] packet, int at, long ns)
    {
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(at), (uint)(ns / Agenda.Second + 2_208_988_800));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(at + 4), (uint)(((ulong)(ns % Agenda.Second) << 32) / Agenda.Second));
    }

    private static byte[] Smb2(ulong message, bool response)
    {
        // Behind the length (RFC 1002, 4.3.1): header, then the body of four bytes. Little-endian.
        byte[] bytes = new byte[4 + 64 + 4];
        var header = bytes.AsSpan(4);
        bytes[3] = 68;
        "SMB"u8.CopyTo(header[1..]);
        (header[0], header[4], header[6], header[12], header[14]) = (0xFE, 64, 1, 13, 1);
        header[16] = (byte)(response ? 1 : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], message);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], 0x0000_4400_0000_0019);
        header[64] = 4;
        return bytes;
    }
}
