using CraneAnomaly.Alerts;
using CraneAnomaly.MLNet;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator.Wire;
using static CraneAnomaly.Simulator.Wire.PacketBuilder;

namespace CraneAnomaly.Tests.Pipeline.Network;

/// <summary>
/// Finished sessions judged by all of them together: a vendor on the list comes by shell on weekdays, and once as never
/// before. The models are trained by ML.NET, once.
/// </summary>
public class SessionProfileTests
{
    private const string Vendor = "203.0.113.9";
    private const long MinuteNs = 60_000_000_000, DayNs = 24 * 60 * MinuteNs;

    private static readonly Lazy<Baseline> s_baseline = new(() => Learn(Weeks(6)));

    private static readonly DetectionOptions s_options = new()
    {
        Policy = new() { Remote = [new(IpNetwork.TryParse($"{Vendor}/32", out var network) ? network : default, null, [])] },
    };

    [Fact]
    public void Sessions_LikeThoseLearned_AreSilent() =>
        Assert.Empty(Judge(Weeks(2, firstDay: 42, seed: 9)));

    [Fact]
    public void Session_ThatIsLongAndTakesMuchAndWrites_IsToldWithWhatIsUsual()
    {
        var traffic = new CraneTraffic(CraneTraffic.StartNs + 51 * DayNs + 10 * 60 * MinuteNs);
        var orders = traffic.Connect(CraneSite.Master, CraneSite.First);
        Shell(traffic, minutes: 300, toServer: 40_000, toClient: 9_000, each: () => orders.Order(ModbusEncoder.WriteRegister(100, 500)));
        var alert = Assert.Single(Judge(traffic));

        Assert.Equal(50, alert.Severity);
        Assert.Equal(Vendor, alert.Source.Ip.ToString());
        var reasons = alert.Explanations.ToDictionary(reason => reason.Feature);
        Assert.Equal(("30", "0"), (reasons["writes while it lasted"].Value, reasons["writes while it lasted"].Expected));
        Assert.Equal("39.6 kB", reasons["bytes of the client"].Value);
        Assert.Matches(@"^\d{3} to \d{4}$", reasons["bytes of the client"].Expected);
        Assert.Contains("writes while it lasted 30, usually 0", alert.Title, StringComparison.Ordinal);
        Assert.InRange(alert.FirstSeenNs - (CraneTraffic.StartNs + 51 * DayNs + 10 * 60 * MinuteNs), 0, 1_000_000_000);
    }

    // Alone each is usual: such a length comes, and such a volume, but never so much in so short a time.
    [Fact]
    public void Session_OfSizesThatNeverWentTogether_IsForTheLog()
    {
        var traffic = new CraneTraffic(CraneTraffic.StartNs + 51 * DayNs + 10 * 60 * MinuteNs);
        Shell(traffic, minutes: 1, toServer: 60_000, toClient: 200, segments: 300);
        var alert = Assert.Single(Judge(traffic));

        Assert.Equal(35, alert.Severity);
        Assert.Contains("bytes of the client", alert.Title, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_SavedAndLoaded_JudgesTheSame()
    {
        var traffic = new CraneTraffic(CraneTraffic.StartNs + 51 * DayNs + 10 * 60 * MinuteNs);
        Shell(traffic, minutes: 300, toServer: 40_000, toClient: 9_000);
        using var stream = new MemoryStream();
        s_baseline.Value.Save(stream);
        stream.Position = 0;
        var loaded = Baseline.Load(stream);

        Assert.Equal(["session", "session-kind"], loaded.Models.Select(model => model.Name).Where(name => name.StartsWith("session", StringComparison.Ordinal)));
        Assert.Equal(Judge(traffic).Select(alert => alert.Title), Judge(traffic, loaded).Select(alert => alert.Title));
        Assert.Contains(loaded.Manifest.Readiness, line => line.StartsWith("finished sessions: calibrated with", StringComparison.Ordinal));
    }

    [Fact]
    public void Baseline_OfFewSessions_SaysThatTheyAreNotJudged() =>
        Assert.Contains("finished sessions: not calibrated with 0 held back", Learn(Weeks(1)).Manifest.Readiness);

    private static List<Alert> Judge(CraneTraffic traffic, Baseline? baseline = null)
    {
        var run = new DetectionRun();
        var pipeline = DetectionPipeline.Create(baseline ?? s_baseline.Value, s_options, run);
        traffic.Feed(pipeline.Process);
        pipeline.Complete();
        return [.. run.Episodes.Where(alert => alert.Type.Name == "session.profile")];
    }

    private static Baseline Learn(CraneTraffic traffic)
    {
        var learner = new BaselineLearner(s_options);
        traffic.Feed(learner.Process);
        return learner.Complete(new MlNetTrainer().Train);
    }

    // Sixteen a weekday between 7 and 15 h: 3 to 20 minutes, and about as much each minute.
    private static CraneTraffic Weeks(int weeks, int firstDay = 0, int seed = 5)
    {
        var random = new Random(seed);
        var traffic = new CraneTraffic();
        for (int day = 0; day < 7 * weeks; day++)
        {
            // The first day is a Sunday.
            if ((firstDay + day) % 7 is 0 or 6) continue;
            for (int i = 0; i < 16; i++)
            {
                traffic.NowNs = CraneTraffic.StartNs + (firstDay + day) * DayNs + (7 * 60 + 30 * i) * MinuteNs + random.Next(60) * 1_000_000_000L;
                int minutes = 3 + random.Next(18);
                Shell(traffic, minutes, toServer: minutes * (40 + random.Next(20)), toClient: minutes * (150 + random.Next(100)));
            }
        }

        return traffic;
    }

    private static void Shell(CraneTraffic traffic, int minutes, int toServer, int toClient, int segments = 0, Action? each = null)
    {
        int port = traffic.NextPort();
        uint client = 1, server = 9;
        Send(true, [], Syn);
        Send(false, [], Syn | Ack);
        Send(true, "SSH-2.0-client\r\n"u8.ToArray(), Ack | Psh);
        Send(false, "SSH-2.0-server\r\n"u8.ToArray(), Ack | Psh);
        int turns = segments > 0 ? segments : minutes * 2;
        for (int i = 0; i < turns; i++)
        {
            traffic.Wait(minutes * 60_000.0 / turns);
            Send(true, new byte[Math.Max(1, toServer / turns)], Ack | Psh);
            Send(false, new byte[Math.Max(1, toClient / turns)], Ack | Psh);
            if (i % 20 == 0) each?.Invoke();
        }

        Send(true, [], Fin | Ack);
        Send(false, [], Fin | Ack);
        Send(true, [], Ack);

        void Send(bool fromClient, byte[] data, byte flags)
        {
            uint own = fromClient ? client : server, other = fromClient ? server : client;
            var segment = fromClient
                ? TcpSegment(port, 22, data, own, (flags & Ack) != 0 ? other : 0, flags)
                : TcpSegment(22, port, data, own, other, flags);
            traffic.Send(fromClient ? Vendor : CraneSite.Master, fromClient ? CraneSite.Master : Vendor, segment);
            uint length = (uint)data.Length + ((flags & (Syn | Fin)) != 0 ? 1u : 0);
            if (fromClient) client += length;
            else server += length;
            traffic.Wait(2);
        }
    }
}
