using System.Globalization;
using CraneAnomaly.Detectors.FirstSeen;
using CraneAnomaly.Detectors.Intervals;
using CraneAnomaly.Detectors.NGrams;
using CraneAnomaly.Features;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Detectors.Sequences;

/// <summary>
/// Floors on recorded IEC 61850 traffic (detection.md 5.4 and 8): learned from the first 60 % of the normal recording,
/// both attacks are found in time, and nothing is found in its last 40 %. The watchdog is asked every second.
/// </summary>
public class MmsConnectionTests(ITestOutputHelper output)
{
    /// <summary>What once in ten times the learning period would come by itself.</summary>
    private const double SilenceAlarm = 1;

    private static readonly ExactKey s_connection = new(102, 1);

    [Fact]
    public void Alarms_LastPartOfNormal_None()
    {
        var pdus = Read("gics-normal.csv");
        int cut = pdus.Length * 6 / 10;
        var alarms = Watch(new Pack(pdus[..cut]), pdus[cut..], resets: false);
        output.WriteLine($"{pdus.Length - cut} PDUs, {alarms.Count} false alarms; always alarm {pdus.Length - cut}");
        Assert.Empty(alarms);
    }

    [Fact]
    public void Alarms_Scanning_WithinTenSeconds()
    {
        var start = TimeSpan.Parse("07:50:41.51", CultureInfo.InvariantCulture);
        var alarms = Watch(Learned(), Read("gics-scanning.csv"), resets: true);
        var end = TimeSpan.Parse("07:53:01.52", CultureInfo.InvariantCulture);
        int within = alarms.Count(alarm => alarm.At >= start && alarm.At <= end);
        output.WriteLine($"first {alarms[0]}, in the scan {within} of {alarms.Count}");
        Assert.InRange(alarms[0].At, start, start + TimeSpan.FromSeconds(10));
        Assert.All(alarms, alarm => Assert.InRange(alarm.At, start, end + TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public void Alarms_LostConnections_WithinThirtySeconds()
    {
        var pdus = Read("gics-lost-connection.csv");
        var alarms = Watch(Learned(), pdus, resets: true);
        foreach (string at in (string[])["07:20:11.38", "07:27:41.46"])
        {
            var lost = TimeSpan.Parse(at, CultureInfo.InvariantCulture);
            var last = pdus.Last(pdu => pdu.At < lost + TimeSpan.FromSeconds(1)).At;
            var alarm = alarms.First(alarm => alarm.At > last);
            output.WriteLine($"last PDU {last}, {alarm}, after {(alarm.At - last).TotalSeconds:F1} s");
            Assert.InRange(alarm.At - last, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        }

        var within = TimeSpan.FromMinutes(3);
        Assert.All(alarms, alarm => Assert.InRange(
            alarm.At, new TimeSpan(7, 20, 11), new TimeSpan(7, 27, 41) + within));
    }

    private static Pack Learned()
    {
        var pdus = Read("gics-normal.csv");
        return new(pdus[..(pdus.Length * 6 / 10)]);
    }

    private static List<Alarm> Watch(Pack pack, Pdu[] pdus, bool resets)
    {
        if (resets) pack.Reset();
        List<Alarm> alarms = [];
        var clock = pdus[0].At;
        foreach (var pdu in pdus)
        {
            for (; clock < pdu.At; clock += TimeSpan.FromSeconds(1))
            {
                double silence = pack.Intervals.ScoreSilence(s_connection, Nanoseconds(clock));
                if (silence >= SilenceAlarm) alarms.Add(new(clock, "silence", silence));
            }

            var observation = Observe(pdu);
            Assert.True(pack.FirstSeen.IsReady(observation) && pack.NGrams.IsReady(observation));
            if (pack.FirstSeen.Score(observation) is > 0 and var fresh) alarms.Add(new(pdu.At, "first-seen", fresh));
            if (pack.NGrams.Score(observation) is > 0 and var order) alarms.Add(new(pdu.At, "order", order));
            pack.Advance(observation);
        }

        return alarms;
    }

    private static Observation Observe(Pdu pdu) =>
        new() { TimestampNs = Nanoseconds(pdu.At), Stream = s_connection, Key = pdu.Key };

    private static long Nanoseconds(TimeSpan at) => at.Ticks * TimeSpan.NanosecondsPerTick;

    private static Pdu[] Read(string name)
    {
        string path = Shared.Require("data", "mms", name);
        Dictionary<string, ulong> domains = [];
        return [.. File.ReadLines(path).Skip(1).Select(line => line.Split(';')).Select(cells =>
        {
            if (!domains.TryGetValue(cells[10], out ulong domain)) domains[cells[10]] = domain = (ulong)domains.Count;
            ulong source = cells[2].EndsWith(".19", StringComparison.Ordinal) ? 1UL : 2;
            ulong type = ulong.Parse(cells[7], CultureInfo.InvariantCulture);
            ulong service = cells[8].Length == 0 ? 255 : ulong.Parse(cells[8], CultureInfo.InvariantCulture);
            var at = TimeSpan.ParseExact(cells[0][..16], @"hh\:mm\:ss\.fffffff", CultureInfo.InvariantCulture);
            return new Pdu(at, new ExactKey(source << 16 | type << 8 | service, domain));
        })];
    }

    private sealed record Pdu(TimeSpan At, ExactKey Key);

    private sealed record Alarm(TimeSpan At, string What, double Score);

    private sealed class Pack
    {
        public Pack(Pdu[] learned)
        {
            foreach (var pdu in learned)
            {
                var observation = Observe(pdu);
                FirstSeen.Learn(observation);
                NGrams.Learn(observation);
                Intervals.Learn(observation);
                Advance(observation);
            }
        }

        public FirstSeenDetector FirstSeen { get; } = new();

        public NGramDetector NGrams { get; } = new();

        public IntervalDetector Intervals { get; } = new();

        public void Advance(in Observation observation)
        {
            NGrams.Advance(observation);
            Intervals.Advance(observation);
        }

        public void Reset()
        {
            NGrams.ResetContext();
            Intervals.ResetContext();
        }
    }
}
