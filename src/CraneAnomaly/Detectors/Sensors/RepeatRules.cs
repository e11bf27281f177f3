using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>Sensors that stand still while what they measure does not, and such as play an old tape.</summary>
internal sealed class RepeatRules(SensorFindings findings)
{
    // One run in a billion seconds, by chance.
    private const double LogImprobable = -20.7;

    private const int LoadChannel = 3, WindChannel = 4;
    private const double Calm = 0.5, Breeze = 3;
    private const double LeastHold = 0.25, HoldFactor = 2.5, UnknownHold = 3;
    private const int KnownMoves = 20;
    private const long DeadNs = 60_000_000_000;

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        for (int axis = 0; axis < SensorPlaces.Axes; axis++) JudgeAxis(crane, axis, record, body);
        for (int channel = 0; channel < SensorNormal.RepeatChannels; channel++) JudgeRepeats(crane, channel, record, body);
        if (sensors.Replayed != 0) JudgeReplay(crane, record, body);
    }

    private void JudgeAxis(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        var track = sensors.Axes[axis];
        if (track.HoldRun < 2 && track.SpeedRun < 3) return;
        int speed = SensorPlaces.Of(axis, AxisSignal.Speed);
        double reference = sensors[SensorPlaces.Of(axis, AxisSignal.Reference)];
        bool standsBySelf = track.SpeedRun >= 2
            && (sensors[SensorPlaces.Of(axis, AxisSignal.Brake)] == 0 || Math.Abs(reference) < 0.02);
        double own = sensors.Own.Axes[axis].Hold;
        double learned = sensors.Learned is { } known ? known.Axes[axis].Hold : 0;
        bool isKnown = sensors.Learned is { } normal ? normal.Axes[axis].Moves > 0 : sensors.Own.Axes[axis].Moves >= KnownMoves;
        double limit = Math.Max(isKnown ? LeastHold : UnknownHold, HoldFactor * Math.Max(own, learned));
        double held = Math.Abs(track.HoldPath);
        bool holds = (track.HoldRun >= 3 && held > limit) || (track.HoldRun >= 2 && held > 4 * limit);
        if (holds && !standsBySelf) TellPosition(crane, axis, limit, record, body);
        double away = Math.Abs(track.SpeedRunWay - track.SpeedRunNet);
        bool lies = track.SpeedRun >= 3 && Math.Abs(track.SpeedRunNet) > 1 && away > 0.5 + (0.3 * Math.Abs(track.SpeedRunNet));
        if (lies && (track.HoldRun < 2 || standsBySelf)) TellSpeed(crane, axis, speed, record, body);
    }

    private void TellPosition(WatchedCrane crane, int axis, double limit, in OtRecord record, RecordBody body)
    {
        var track = crane.Sensors.Axes[axis];
        int place = SensorPlaces.Of(axis, AxisSignal.Position);
        double held = Math.Abs(track.HoldPath);
        if (!findings.Begin(crane, SensorLie.Frozen, place, 70, 95, held / limit, record, body, out var sketch)) return;
        string name = findings.Signal(place);
        findings.Tell(
            sketch, crane, place,
            $"{crane.Sensors.Name} {name} has stood still at {SensorFindings.Text(track.Position)} m for "
            + $"{SensorFindings.Seconds(record.TimestampNs - track.HoldSinceNs)} while the axis runs at {SensorFindings.Text(track.Speed)} m/s",
            track.Position, new(null, null, $"a new value within {SensorFindings.Text(limit)} m of motion"), record, body,
            [
                new("repeats", Number(track.HoldRun), "none while the axis moves", 0.6),
                new("way by speed", $"{SensorFindings.Text(held)} m", $"at most {SensorFindings.Text(limit)} m without a new position", 0.4),
            ],
            [
                new("crane parked", "excluded", "its speed says that it moves"),
                new("dead encoder", "possible", "its source does not call it bad, as it would call a broken one"),
            ]);
    }

    private void TellSpeed(WatchedCrane crane, int axis, int place, in OtRecord record, RecordBody body)
    {
        var track = crane.Sensors.Axes[axis];
        if (!findings.Begin(crane, SensorLie.Frozen, place, 70, 90, track.SpeedRun, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{crane.Sensors.Name} {findings.Signal(place)} has stood at {SensorFindings.Text(track.Speed)} m/s for "
            + $"{SensorFindings.Seconds(record.TimestampNs - track.SpeedSinceNs)} while the axis moved by {SensorFindings.Text(track.SpeedRunWay)} m",
            track.Speed, new(null, null, "the way by position"), record, body,
            [
                new("repeats", Number(track.SpeedRun), "noise", 0.5),
                new("way", $"{SensorFindings.Text(track.SpeedRunWay)} m by position", $"{SensorFindings.Text(track.SpeedRunNet)} m by speed", 0.5),
            ],
            [new("steady motion", "excluded", "position and speed disagree"), new("failed drive signal", "possible", "nothing else tells the speed")]);
    }

    private void JudgeRepeats(WatchedCrane crane, int channel, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        ref var track = ref sensors.Repeats[channel];
        if (channel >= WindChannel && track.Value < Calm)
        {
            JudgeDead(crane, channel, track, record, body);
            return;
        }

        if (track.LogChance > LogImprobable) return;
        int place = CraneSensors.RepeatPlace(channel);
        if (double.IsNaN(sensors.Fresh(place))) return;
        int state = channel < LoadChannel ? 1 : channel == LoadChannel ? (track.Value > 3 ? 2 : 1) : track.Value < Breeze ? 1 : 2;
        var usual = sensors.UsualRepeats(channel, state)[state];
        if (!usual.IsReady || track.Run < (2 * usual.Longest) + 3) return;

        // A load cell that says the same of a crane that stands still may be filtered; never alarm on a parked crane.
        if (channel == LoadChannel && sensors.MovedNs - track.SinceNs < 2_000_000_000) return;
        if (channel < LoadChannel && (Math.Abs(track.Value) < 2 * AxisTrack.Standing || Agrees(sensors.Axes[channel]))) return;
        track.IsSuspect = true;
        int severity = channel >= WindChannel ? 60 : 70;
        if (!findings.Begin(crane, SensorLie.Frozen, place, severity, 90, -track.LogChance, record, body, out var sketch)) return;
        string unit = SignalCatalog.Unit(new(place));
        string why = channel == LoadChannel ? " while the crane moves" : "";
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {findings.Signal(place)} has stood still at {SensorFindings.Text(track.Value)} {unit} for "
            + $"{SensorFindings.Seconds(record.TimestampNs - track.SinceNs)}, in {Number(track.Run + 1)} samples a second apart{why}",
            track.Value, new(null, null, string.Create(CultureInfo.InvariantCulture, $"{usual.Share:0.0 %} of samples repeat the one a second before")),
            record, body,
            [
                new("repeats", Number(track.Run), $"at most {Number(usual.Longest)} in {Number(usual.Samples)} samples", 0.7),
                new("log10 of its chance", Number((long)(track.LogChance / Math.Log(10))), "above -9", 0.3),
            ],
            [
                new("coarse steps", "excluded", "how often values repeat was learned from this sensor"),
                new("dead sensor", "possible", "its source does not call it bad"),
            ]);
    }

    // A speed that repeats itself is true all the same while the position goes as far as it says.
    private static bool Agrees(AxisTrack axis) =>
        Math.Abs(axis.SpeedRunWay - axis.SpeedRunNet) <= 0.1 + (0.03 * Math.Abs(axis.SpeedRunNet));

    // An anemometer that ice or a bearing holds fast reads nothing, not something.
    private void JudgeDead(WatchedCrane crane, int channel, in RepeatTrack track, in OtRecord record, RecordBody body)
    {
        if (track.Run < 10 || record.TimestampNs - track.SinceNs < DeadNs) return;
        var sensors = crane.Sensors;
        double other = sensors[channel == WindChannel ? SensorPlaces.Wind2 : SensorPlaces.Wind];
        double wind = double.IsNaN(other) ? sensors.OthersWind : other;
        if (!(wind > Breeze)) return;
        int place = CraneSensors.RepeatPlace(channel);
        if (!findings.Begin(crane, SensorLie.Fault, place, 30, 80, track.Run, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {findings.Signal(place)} stands at {SensorFindings.Text(track.Value)} m/s in {SensorFindings.Text(wind)} m/s of wind",
            track.Value, new(wind - 2.5, wind + 2.5, "the other anemometers"), record, body,
            [new("wind elsewhere", $"{SensorFindings.Text(wind)} m/s", "calm", 1)],
            [new("tampering", "possible", "ice, a bearing or a broken wire leave an anemometer at nothing; the other one still tells the wind")]);
    }

    private void JudgeReplay(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        int channel = System.Numerics.BitOperations.TrailingZeroCount(sensors.Replayed);
        int place = CraneSensors.ReplayPlace(channel);
        long lag = sensors.Replays[channel].LagSeconds;
        if (!findings.Begin(crane, SensorLie.Replayed, place, 75, 98, lag, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {findings.Signal(place)} plays again, value by value, what it said {Number(lag)} s before",
            null, new(null, null, $"noise, which no {Number(ReplayTrack.Window)} samples in a row repeat"), record, body,
            [new("repeated windows", $"at least two of {Number(ReplayTrack.Window)} samples each, {Number(lag)} s after they came first", "none", 1)],
            [
                new("standing still", "excluded", "only windows with at least two bits of noise a sample are compared"),
                new("the same row sent twice", "excluded", "the copies carry their own times"),
            ]);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
