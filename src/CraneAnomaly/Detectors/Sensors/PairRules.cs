using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// Signals that measure the same and do not say the same: two anemometers, the wind at the neighbours, an independent
/// twin.
/// </summary>
internal sealed class PairRules(SensorFindings findings)
{
    private const int SamplesBeyond = 3;
    private const long OwnWindNs = 8_000_000_000, OthersNs = 25_000_000_000, TwinNs = 3_000_000_000;

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var pairs = crane.Sensors.Pairs;
        if (pairs[SensorNormal.OwnWind].Beyond >= SamplesBeyond) JudgeOwnWind(crane, record, body);
        else if (pairs[SensorNormal.OtherWind].Beyond >= SamplesBeyond) JudgeOthersWind(crane, record, body);
        for (int i = SensorNormal.FirstTwin; i < pairs.Length; i++)
            if (pairs[i].Beyond >= SamplesBeyond) JudgeTwin(crane, i, record, body);
    }

    private void JudgeOwnWind(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        ref readonly var pair = ref sensors.Pairs[SensorNormal.OwnWind];
        if (record.TimestampNs - pair.SinceNs < OwnWindNs || double.IsNaN(sensors.Fresh(SensorPlaces.Wind))) return;
        double first = sensors[SensorPlaces.Wind], second = sensors[SensorPlaces.Wind2];
        if (double.IsNaN(first + second)) return;
        double others = sensors.OthersWind, away = pair.Now - sensors.UsualPair(SensorNormal.OwnWind).Mean;
        bool secondLies = SecondLies(sensors.WindLevel, pair, others);
        int place = secondLies ? SensorPlaces.Wind2 : SensorPlaces.Wind;
        double liar = secondLies ? second : first, truth = secondLies ? first : second;

        // Ice and bearings make an anemometer slow, bit by bit; nothing makes it fast.
        bool slowsDown = !pair.IsSudden && liar < truth;
        var lie = slowsDown ? SensorLie.Fault : SensorLie.Spoofed;
        if (!findings.Begin(crane, lie, place, slowsDown ? 30 : 70, 90, Math.Abs(away), record, body, out var sketch)) return;
        string elsewhere = double.IsNaN(others) ? "" : $" and {SensorFindings.Text(others)} m/s at the other cranes";
        string own = findings.Signal(secondLies ? SensorPlaces.Wind : SensorPlaces.Wind2);
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {findings.Signal(place)} tells {SensorFindings.Text(liar)} m/s against {SensorFindings.Text(truth)} m/s of {own}{elsewhere}",
            liar, new(truth - 2.5, truth + 2.5, "the other anemometers"), record, body,
            [
                new("own other anemometer", $"{SensorFindings.Text(truth)} m/s", "the same", 0.6),
                new("other cranes", double.IsNaN(others) ? "not told" : $"{SensorFindings.Text(others)} m/s", "the same", 0.4),
            ],
            [
                new("gust", "excluded", "it lasts, and the other anemometer stands on the same crane"),
                slowsDown
                    ? new("tampering", "possible", "it sank slowly, as ice or a bearing slow an anemometer down")
                    : new("ice or bearing", "excluded", pair.IsSudden ? "it came at once" : "neither makes an anemometer fast"),
            ]);
    }

    // By what they said over some seconds, as the neighbours do: a gust is not a lie. Where the neighbours do not decide,
    // what came slowly is the fault of the one that sank.
    private static bool SecondLies(double level, PairTrack pair, double others)
    {
        double away = Math.Abs(level - (pair.Now / 2) - others) - Math.Abs(level + (pair.Now / 2) - others);
        return Math.Abs(away) > 2 ? away > 0 : !pair.IsSudden && pair.Now > 0;
    }

    private void JudgeOthersWind(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        ref readonly var pair = ref sensors.Pairs[SensorNormal.OtherWind];
        if (record.TimestampNs - pair.SinceNs < OthersNs || record.TimestampNs != sensors.WindNs || double.IsNaN(sensors.OthersWind)) return;

        // One neighbour alone may be the liar itself: then only what says less wind is told, which is the dangerous lie.
        double level = sensors.WindLevel, others = sensors.OthersWind;
        bool outvoted = crane.Voters > 1;
        if (!outvoted && level > others) return;
        bool slowsDown = !pair.IsSudden && level < others && double.IsNaN(sensors[SensorPlaces.Wind2]);
        var lie = slowsDown ? SensorLie.Fault : SensorLie.Spoofed;
        int severity = slowsDown ? 35 : outvoted ? 70 : 50;
        int place = SensorPlaces.Wind;
        if (!findings.Begin(crane, lie, place, severity, outvoted ? 90 : 65, Math.Abs(level - others), record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture,
                $"{sensors.Name} tells {level:0.0} m/s of wind while {crane.Voters} other crane{(outvoted ? "s tell" : " tells")} {others:0.0} m/s"),
            level, new(others - 4, others + 4, "median of the other cranes"), record, body,
            [new("other cranes", $"{SensorFindings.Text(others)} m/s", $"{SensorFindings.Text(level)} m/s", 1)],
            [
                new("lee or local gust", "excluded", "the difference is far above what the cranes differ by, and it lasts"),
                new("the neighbour lies", outvoted ? "excluded" : "possible", outvoted ? "they agree with each other" : "there is only one"),
            ]);
    }

    private void JudgeTwin(WatchedCrane crane, int pairAt, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int twin = pairAt - SensorNormal.FirstTwin, place = SensorPlaces.Twins[twin];
        ref readonly var pair = ref sensors.Pairs[pairAt];
        if (!sensors.KnowsPair(pairAt) || double.IsNaN(sensors.FreshTwin(twin)) || double.IsNaN(sensors.Fresh(place))) return;
        if (record.TimestampNs - pair.SinceNs < TwinNs) return;
        double usual = sensors.UsualPair(pairAt).Mean, away = pair.Now - usual, value = sensors[place];
        if (!findings.Begin(crane, SensorLie.Spoofed, place, 70, 90, Math.Abs(away), record, body, out var sketch)) return;
        string unit = SignalCatalog.Unit(new(place)), name = findings.Signal(place), anchor = SensorFindings.Text(sensors.FreshTwin(twin));
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {name} tells {SensorFindings.Text(value)} {unit} where its independent anchor tells {anchor} {unit}",
            value, new(sensors.FreshTwin(twin) + usual - pair.Limit, sensors.FreshTwin(twin) + usual + pair.Limit, "anchor." + name), record, body,
            [new("difference to the anchor", $"{SensorFindings.Text(away)} {unit}", $"{SensorFindings.Text(usual)} {unit}", 1)],
            [
                new("speed and reference agree with it", "excluded", "all three come from one controller; the anchor does not"),
                new("anchor at fault instead", "possible", "only two sources tell it"),
            ]);
    }
}
