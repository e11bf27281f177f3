using System.Globalization;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>Positions, speeds and loads that cannot be: by their own past, and by each other.</summary>
internal sealed class MotionRules(SensorFindings findings)
{
    private const double LeastRatio = 0.03;
    private const int MovesInARow = 3;
    private const double LeastAcceleration = 4;
    private const double LeastLoadChange = 5, LiftedSpeed = 0.3;
    private const long SettledNs = 4_000_000_000;
    private const double SuddenLift = 0.08, SlowLift = 0.04;
    private const double SuddenShare = 1.0 / 3;
    private const int LiftsInARow = 3;
    private const int SamplesOutside = 3;

    // Factors between units that people mix up: mm, m/min, km/h, cm.
    private static readonly double[] s_units = [1000, 0.001, 60, 1.0 / 60, 3.6, 1 / 3.6, 100, 0.01];

    // What no crane reaches: far outside of every nameplate (domain 3.1), so that only nonsense is.
    private static readonly (int Place, double Low, double High)[] s_ranges =
    [
        (SensorPlaces.Of(0, AxisSignal.Position), -100, 150), (SensorPlaces.Of(0, AxisSignal.Speed), -8, 8),
        (SensorPlaces.Of(1, AxisSignal.Position), -100, 200), (SensorPlaces.Of(1, AxisSignal.Speed), -10, 10),
        (SensorPlaces.Of(2, AxisSignal.Speed), -4, 4), (SensorPlaces.Load, -20, 250),
        (SensorPlaces.Wind, -1, 100), (SensorPlaces.Wind2, -1, 100),
    ];

    public void Judge(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        for (int axis = 0; axis < SensorPlaces.Axes; axis++)
        {
            var track = crane.Sensors.Axes[axis];
            if (track.Jump != 0) JudgeJump(crane, axis, record, body);
            if (track.MoveEnded) JudgeMove(crane, axis, record, body);
            if (Math.Abs(track.Acceleration) > LeastAcceleration) JudgeAcceleration(crane, axis, record, body);
        }

        JudgeRanges(crane, record, body);
        JudgeHangingLoad(crane, record, body);
        if (crane.Sensors.Lift.Ended) JudgeLift(crane, record, body);
    }

    private void JudgeJump(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var track = crane.Sensors.Axes[axis];
        int place = SensorPlaces.Of(axis, AxisSignal.Position);
        bool stays = track.Jump == 2;
        var lie = stays ? SensorLie.Impossible : SensorLie.Fault;
        if (!findings.Begin(
            crane, lie, place, stays ? 60 : 25, 85, track.JumpLength, record, body, out var sketch, isMomentary: true)) return;
        string jumped = $"{crane.Sensors.Name} {findings.Signal(place)} jumped by {SensorFindings.Text(track.JumpLength)} m";
        findings.Tell(
            sketch, crane, place,
            stays ? $"{jumped} against its speed of {SensorFindings.Text(track.Speed)} m/s and stayed there" : $"{jumped} for a moment and came back",
            track.JumpLength, new(0, 0.5, "the way by speed"), record, body,
            [new("jump", $"{SensorFindings.Text(track.JumpLength)} m", "what the speed makes of the time", 1)],
            stays
                ? [new("disturbance", "excluded", "it did not come back"), new("re-referenced encoder", "possible", "a marker or a reset sets an encoder anew")]
                : [new("tampering", "possible", "one sample that comes back is what disturbances do")]);
    }

    private void JudgeMove(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        var track = sensors.Axes[axis];
        var learned = sensors.Learned is { } known && known.Axes[axis].Moves >= 10 ? known.Axes[axis] : default;
        double usual = learned.Moves > 0 ? learned.Ratio : 1, spread = Math.Max(0.003, learned.Moves > 0 ? learned.RatioSpread : 0.005);
        double away = track.Ratio - usual;
        double limit = Math.Max(LeastRatio, (4 * spread) + track.RatioError + 0.01);
        int position = SensorPlaces.Of(axis, AxisSignal.Position), place = SensorPlaces.Of(axis, AxisSignal.Speed);
        if (Math.Abs(away) <= limit)
        {
            crane.RatioStreak[axis] = 0;
            return;
        }

        if (crane.IsBlamed(position)) return;

        // Alike: the same sign, and about the same share.
        bool alike = crane.RatioStreak[axis] > 0 && Math.Abs(track.Ratio - crane.RatioNow[axis]) < limit;
        crane.RatioStreak[axis] = alike ? crane.RatioStreak[axis] + 1 : 1;
        if (!alike) crane.RatioSinceNs[axis] = record.TimestampNs;
        crane.RatioNow[axis] = track.Ratio;
        if (crane.RatioStreak[axis] < MovesInARow) return;
        bool isUnit = IsUnit(track.Ratio / usual);
        var lie = isUnit ? SensorLie.Fault : SensorLie.Spoofed;
        if (!findings.Begin(crane, lie, place, isUnit ? 35 : 70, 90, Math.Abs(away) / limit, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture,
                $"{sensors.Name} {findings.Signal(place)} says {Math.Abs((usual / track.Ratio) - 1):0.0 %} too {(away < 0 ? "much" : "little")} "
                + $"against {findings.Signal(position)}, {crane.RatioStreak[axis]} moves in a row"),
            track.Ratio, new(usual - limit, usual + limit, learned.Moves > 0 ? "moves learned of this crane" : "way is speed times time"), record, body,
            [
                new("way by position over way by speed", SensorFindings.Text(track.Ratio), SensorFindings.Text(usual), 0.8),
                new("moves in a row", crane.RatioStreak[axis].ToString(CultureInfo.InvariantCulture), "none", 0.2),
            ],
            isUnit
                ? [new("tampering", "possible", "the factor is one between two units: a changed configuration is likelier")]
                : [
                    new("one disturbed move", "excluded", "the same share is missing in every move"),
                    new("position at fault instead", TwinSays(crane, axis), "one of both lies; an independent position decides which"),
                    new("slipping or changed encoder wheel", "possible", "it would shift as a whole, as this does"),
                ],
            onsetNs: crane.RatioSinceNs[axis]);
    }

    private static bool IsUnit(double ratio)
    {
        foreach (double unit in s_units)
            if (Math.Abs((ratio / unit) - 1) < 0.03) return true;
        return false;
    }

    private static string TwinSays(WatchedCrane crane, int axis)
    {
        int pair = SensorNormal.FirstTwin + axis;
        return !crane.Sensors.KnowsPair(pair) ? "not-observable" : crane.Sensors.Pairs[pair].Beyond > 0 ? "possible" : "excluded";
    }

    private void JudgeAcceleration(WatchedCrane crane, int axis, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        var track = sensors.Axes[axis];
        double usual = Math.Max(sensors.Own.Axes[axis].Acceleration, sensors.Learned?.Axes[axis].Acceleration ?? 0);
        double limit = Math.Max(LeastAcceleration, 3 * usual), seen = Math.Abs(track.Acceleration);
        int place = SensorPlaces.Of(axis, AxisSignal.Speed);
        if (seen <= limit || crane.IsBlamed(SensorPlaces.Of(axis, AxisSignal.Position))) return;
        if (!findings.Begin(crane, SensorLie.Impossible, place, 45, 80, seen / limit, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, place,
            $"{sensors.Name} {findings.Signal(place)} changed by {SensorFindings.Text(seen)} m/s in a second, which no drive can do",
            seen, new(0, limit, "three times the greatest acceleration seen"), record, body,
            [new("acceleration", $"{SensorFindings.Text(seen)} m/s2", $"at most {SensorFindings.Text(limit)} m/s2", 1)],
            [new("disturbance", "possible", "one sample can do this")]);
    }

    private void JudgeRanges(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        foreach (var (place, low, high) in s_ranges)
        {
            double value = crane.Sensors.Fresh(place);
            if (double.IsNaN(value)) continue;
            if (value >= low && value <= high)
            {
                crane.Outside[place] = 0;
                continue;
            }

            if (crane.Outside[place] < SamplesOutside) crane.Outside[place]++;
            if (crane.Outside[place] < SamplesOutside) continue;
            if (!findings.Begin(crane, SensorLie.Impossible, place, 60, 85, Math.Abs(value), record, body, out var sketch)) continue;
            string unit = SignalCatalog.Unit(new(place));
            findings.Tell(
                sketch, crane, place,
                $"{crane.Sensors.Name} {findings.Signal(place)} tells {SensorFindings.Text(value)} {unit}, which no crane reaches",
                value, new(low, high, "physical range"), record, body,
                [new(findings.Signal(place), $"{SensorFindings.Text(value)} {unit}", $"{SensorFindings.Text(low)} to {SensorFindings.Text(high)} {unit}", 1)],
                [new("changed unit or scale", "possible", "a changed configuration of the gateway does this too")]);
        }
    }

    // A load that hangs weighs what it weighs until it lands: nothing is taken out of a box in the air.
    private void JudgeHangingLoad(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        double load = sensors.Fresh(SensorPlaces.Load);
        long now = record.TimestampNs;

        // Over a gap it may have landed unseen.
        bool gap = Math.Abs(now - crane.LookedNs) > SettledNs;
        crane.LookedNs = now;
        if (gap || sensors[SensorPlaces.Locked] != 1 || sensors[SensorPlaces.Landed] != 0)
        {
            (crane.AloftNs, crane.HangingLoad, crane.OtherLoadNs) = (long.MaxValue, double.NaN, long.MaxValue);
            return;
        }

        if (crane.AloftNs > now) crane.AloftNs = now;
        if (double.IsNaN(load) || now - crane.AloftNs < SettledNs) return;

        // A hoist that stopped or creeps while lifting off has part of the weight still standing below it.
        bool creeps = Math.Abs(sensors[SensorPlaces.Of(0, AxisSignal.Speed)]) < LiftedSpeed;
        if (double.IsNaN(crane.HangingLoad) && creeps) return;
        if (double.IsNaN(crane.HangingLoad)) crane.HangingLoad = load;
        double change = load - crane.HangingLoad, limit = Math.Max(LeastLoadChange, 0.25 * Math.Abs(crane.HangingLoad));
        if (Math.Abs(change) <= limit)
        {
            crane.OtherLoadNs = long.MaxValue;
            crane.HangingLoad += 0.2 * change;
            return;
        }

        if (crane.OtherLoadNs > now) crane.OtherLoadNs = now;
        if (now - crane.OtherLoadNs < SettledNs) return;
        if (!findings.Begin(crane, SensorLie.Impossible, SensorPlaces.Load, 60, 85, Math.Abs(change) / limit, record, body, out var sketch)) return;
        findings.Tell(
            sketch, crane, SensorPlaces.Load,
            $"{sensors.Name} spreader.load went from {SensorFindings.Text(crane.HangingLoad)} t to {SensorFindings.Text(load)} t "
            + "with the load hanging and locked, without a landing",
            load, new(crane.HangingLoad - limit, crane.HangingLoad + limit, "its weight before"), record, body,
            [new("change aloft", $"{SensorFindings.Text(change)} t", $"at most {SensorFindings.Text(limit)} t", 1)],
            [new("landing", "excluded", "spreader.landed stayed at 0"), new("snag or broken load pin", "possible", "both change the weight on the ropes")]);
    }

    private void JudgeLift(WatchedCrane crane, in OtRecord record, RecordBody body)
    {
        var lift = crane.Sensors.Lift;
        double away = lift.Ratio - 1;
        crane.LiftStreak = Math.Abs(away) < SuddenLift ? 0
            : away < 0 ? Math.Min(crane.LiftStreak, 0) - 1 : Math.Max(crane.LiftStreak, 0) + 1;
        if (Math.Abs(crane.LiftStreak) == 1) crane.LiftsBefore = lift.Before;
        double since = lift.Fast - 1;
        bool slow = Math.Abs(since) > SlowLift && Math.Abs(away) > SlowLift && Math.Abs(lift.Fast - lift.Slow) < 0.5 * Math.Abs(since);

        // What lifts before were on the way to has not come from one lift to the next.
        bool grew = (crane.LiftsBefore - 1) / away > SuddenShare;
        bool sudden = Math.Abs(crane.LiftStreak) >= LiftsInARow && !slow && !grew;
        if (!slow && !sudden) return;
        var lie = slow ? SensorLie.Fault : SensorLie.Spoofed;
        int place = SensorPlaces.Load;
        if (!findings.Begin(crane, lie, place, slow ? 25 : 70, 85, Math.Abs(away) / SuddenLift, record, body, out var sketch)) return;
        string how = slow ? "has drifted to" : "weighs";
        findings.Tell(
            sketch, crane, place,
            string.Create(CultureInfo.InvariantCulture,
                $"{crane.Sensors.Name} spreader.load {how} {Math.Abs(away):0 %} {(away < 0 ? "less" : "more")} than the hoist's torque needs "
                + $"({lift.Load:0.0} t against {lift.ByTorque:0.0} t)"),
            lift.Load, new(0.92 * lift.ByTorque, 1.08 * lift.ByTorque, "the hoist's torque at steady speed"), record, body,
            [new("weight by torque", $"{SensorFindings.Text(lift.ByTorque)} t", $"{SensorFindings.Text(lift.Load)} t", 1)],
            slow
                ? [new("tampering", "possible", "it went slowly over many lifts, as load pins drift")]
                : [
                    new("drift", "excluded", "it came from one lift to the next"),
                    new("torque at fault instead", "possible", "one of both lies; corners come from the same pins"),
                ]);
    }
}
