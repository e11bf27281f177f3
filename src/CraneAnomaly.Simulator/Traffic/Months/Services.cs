using System.Text;
using CraneAnomaly.Simulator.Traffic.Attacks;
using CraneAnomaly.Simulator.Traffic.Cranes;
using static CraneAnomaly.Simulator.Traffic.Agenda;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Simulator.Traffic.Months;

/// <summary>What a port has agreed with others: the vendor's cloud, updates, time, reports by night.</summary>
internal sealed class Services
{
    public const string Cloud = "198.51.100.80", Updates = "192.0.2.20", Clock = "192.0.2.123";

    private const long Day = 86_400 * Second;

    private readonly PortTraffic _traffic;
    private readonly Noise _noise;
    private readonly Host _cloud, _updates, _clock;
    private TcpSession _connection;
    private TlsTalk _talk;

    public Services(PortTraffic traffic, long startNs)
    {
        (_traffic, _noise) = (traffic, traffic.Noise(-7_001));
        _cloud = traffic.Network.Any(Cloud, 14_000);
        _updates = traffic.Network.Any(Updates, 27_000);
        _clock = traffic.Network.Any(Clock, 39_000);
        _connection = Connect();
        _talk = new(_connection, _noise);
        var agenda = traffic.Agenda;

        // The vendor's cloud is told every minute how the cranes are, over one connection a day.
        agenda.Every(startNs + 40 * Second, () => Day, Reconnect);
        agenda.Every(startNs + 60 * Second, () => 60 * Second + _noise.Between(-1_500, 1_500) * Millisecond, at =>
        {
            _talk.Data(at, false, (int)_noise.Between(200, 600));
            _talk.Data(at += 24 * Millisecond, true, (int)_noise.Between(30, 60));
            _connection.Acknowledge(at + 40 * Millisecond, fromServer: false);
        });
        foreach (var client in (Host[])[traffic.Network.Management, traffic.Network.Console])
        {
            agenda.Every(
                startNs + _noise.Between(600, 9_000) * Second, () => _noise.Between(12_000, 16_800) * Second, at => Update(at, client, (int)_noise.Between(3, 10)));
            agenda.Every(startNs + 2 * Day + _noise.Between(0, 80_000) * Second, () => 7 * Day, at => Update(at, client, 60));
            agenda.Every(startNs + _noise.Between(1, 43_000) * Second, () => 43_200 * Second, at => Renew(at, client));
        }

        agenda.Every(startNs + 31 * Second, () => 1_024 * Second + _noise.Between(0, 40) * Millisecond,
            at => traffic.Office.Ntp(at, traffic.Network.Names, 123, _clock));
        agenda.Every(startNs + 5_400 * Second, () => Day + _noise.Between(-120, 120) * Second, Report);
    }

    /// <summary>Something more is said within the connection that the cloud has anyway.</summary>
    public void SayWithin(long at, int bytes)
    {
        _talk.Data(at, false, bytes);
        _connection.Acknowledge(at + 26 * Millisecond, fromServer: true);
    }

    /// <summary>A connection of its own to the cloud.</summary>
    public void SayBeside(long at, int bytes, Noise noise)
    {
        var session = _traffic.Connection(_traffic.Network.Management, _cloud, 443, noise);
        var talk = new TlsTalk(session, noise);
        at = talk.Hello(session.Open(at, 24 * Millisecond), "api.vendor.example", noise.Bytes(32));
        talk.Data(at += 30 * Millisecond, false, bytes);
        session.Close(at + 60 * Millisecond, fromServer: false, 24 * Millisecond);
    }

    /// <summary>A name is asked for, and there is one (RFC 1035, 4).</summary>
    public void Ask(long at, Host client, string name)
    {
        byte[] question = Join([.. name.Split('.').Select(label => Join([(byte)label.Length], Encoding.ASCII.GetBytes(label))), [0], U16(1), U16(1)]);
        byte[] id = U16((int)_noise.Between(0, 0xFFFF));
        int port = _traffic.Network.NextPort();
        _traffic.Mirror.Send(at, client, _traffic.Network.Names, Udp(port, 53, Join(id, U16(0x0100), U16(1), U16(0), U16(0), U16(0), question)));
        byte[] answer = Join([0xC0, 12], U16(1), U16(1), U32(60), U16(4), [192, 0, 2, 20]);
        _traffic.Mirror.Send(
            at + _noise.Between(400_000, 30_000_000), _traffic.Network.Names, client,
            Udp(53, port, Join(id, U16(0x8180), U16(1), U16(1), U16(0), U16(0), question, answer)));
    }

    private TcpSession Connect() => _traffic.Connection(_traffic.Network.Management, _cloud, 443, _noise);

    private void Reconnect(long at)
    {
        _connection = Connect();
        _talk = new(_connection, _noise);
        _talk.Hello(_connection.Open(at, 24 * Millisecond), "telemetry.vendor.example", _noise.Bytes(32));
    }

    // Definitions against malware several times a day, patches once a week; names as a network of caches gives them.
    private void Update(long at, Host client, int exchanges)
    {
        string cache = Convert.ToHexStringLower(_noise.Bytes(6));
        Ask(at, client, $"{cache}.updates.example");
        var session = _traffic.Connection(client, _updates, 443, _noise);
        new TlsTalk(session, _noise).Run(at + Second, "updates.example", exchanges);
    }

    // RFC 2131, 4.4.5: a lease is extended by a request to the server, which acknowledges.
    private void Renew(long at, Host client)
    {
        byte[] transaction = _noise.Bytes(4), own = [.. client.Ip.Split('.').Select(byte.Parse)];
        foreach (bool request in (bool[])[true, false])
        {
            byte[] body = new byte[236];
            (body[0], body[1], body[2]) = ((byte)(request ? 1 : 2), 1, 6);
            transaction.CopyTo(body, 4);
            own.CopyTo(body, request ? 12 : 16);
            Mac(client.Mac).CopyTo(body, 28);
            byte[] options = Join([99, 130, 83, 99, 53, 1, (byte)(request ? 3 : 5)], request ? [] : [51, 4, 0, 1, 0x51, 0x80], [255]);
            var (from, to, source, target) = request
                ? (client, _traffic.Network.Names, 68, 67)
                : (_traffic.Network.Names, client, 67, 68);
            _traffic.Mirror.Send(at, from, to, Udp(source, target, Join(body, options)));
            at += _noise.Between(400_000, 2_000_000);
        }
    }

    // By night the day's containers go to the job server: inside, and every night.
    private void Report(long at)
    {
        var session = _traffic.Connection(_traffic.Network.Management, _traffic.Network.Jobs, 8080, _noise);
        string body = $"{{\"moved\":[\"{string.Join("\",\"", SessionAttacks.Containers(_noise, 80))}\"]}}";
        at = session.Open(at, 300_000);
        session.Say(at += Millisecond, false, Encoding.ASCII.GetBytes(
            $"POST /reports HTTP/1.1\r\nHost: tos.quay.example:8080\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        session.Say(at += 20 * Millisecond, true, Encoding.ASCII.GetBytes("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
        session.Close(at + Millisecond, fromServer: true, 300_000);
    }
}
