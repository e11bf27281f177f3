using System.Globalization;
using CraneAnomaly.Features.Cranes;
using CraneAnomaly.Features.Sensors;
using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Sensors;

/// <summary>
/// End switches and slow-down zones that act elsewhere than learned or, where nothing was learned, than the papers say:
/// too late, and the axis runs into its end; too early, and it creeps where it used to run.
/// </summary>
internal sealed class LimitRules(SensorFindings findings)
{
    /// <summary>Rows in a row that have to agree.</summary>
    private const int Rows = 2;

    /// <summary>Papers and encoders agree to about a metre, or degree.</summary>
    private const double Paper = 1;

    public void Judge(WatchedCrane crane, CraneState state, in OtRecord record, RecordBody body)
    {
        var sensors = crane.Sensors;
        for (int flag = 0; flag < sensors.Limits.Length; flag++)
        {
            var track = sensors.Limits[flag];
            if (track.IsUsual) crane.LimitRows[flag] = 0;
            if (double.IsNaN(track.Position)) continue;
            int axis = flag / SensorNormal.LimitFlags;
            ref readonly var usual = ref sensors.UsualLimit(flag);
            double shift = Shift(track, usual, state.Limits[(Axis)axis], flag % SensorNormal.LimitFlags, out bool byPaper);

            // A position that stands still while its axis moves says nothing of where a switch is.
            bool stuck = axis < SensorPlaces.Axes && sensors.Axes[axis].HoldRun > 0;
            if (shift == 0 || stuck || crane.IsBlamed(SensorPlaces.Of(axis, AxisSignal.Position)))
            {
                crane.LimitRows[flag] = 0;
                continue;
            }

            // What stands tells nothing new: flags of drives that rest are not always renewed.
            if (!(Math.Abs(sensors[SensorPlaces.Of(axis, AxisSignal.Speed)]) > AxisTrack.Standing)) continue;
            if (crane.LimitRows[flag] < Rows) crane.LimitRows[flag]++;
            if (crane.LimitRows[flag] == Rows) Tell(crane, axis, flag, shift, byPaper, usual, record, body);
        }
    }

    // Above zero where the flag is on too far inside, below where it is off too far out.
    private static double Shift(
        LimitTrack track, in LimitSpan usual, in AxisLimits limits, int kind, out bool byPaper)
    {
        double at = track.Position;
        byPaper = false;
        double early = usual.Early(at, track.IsOn, track.Slack), late = usual.Late(at, track.IsOn, track.Slack);
        if (early > 0 || late > 0) return early > 0 ? early : -late;
        if (usual.Knows(at)) return 0;
        byPaper = true;
        double zone = kind == 2 ? limits.SlowdownLength : 0, slack = track.Slack + Paper;
        double plus = kind == 1 ? double.NaN : limits.Maximum - zone, minus = kind == 0 ? double.NaN : limits.Minimum + zone;

        // How far inside of the nearer end; NaN where the papers say nothing.
        double inside = kind switch { 0 => plus - at, 1 => at - minus, _ => Math.Min(plus - at, at - minus) };
        return track.IsOn && inside > slack ? inside : !track.IsOn && inside < -slack ? inside : 0;
    }

    private void Tell(
        WatchedCrane crane, int axis, int flag, double shift, bool byPaper, in LimitSpan usual, in OtRecord record, RecordBody body)
    {
        var track = crane.Sensors.Limits[flag];
        int place = SensorPlaces.Of(axis, SensorPlaces.LimitFlags[flag % SensorNormal.LimitFlags]);
        bool isZone = flag % SensorNormal.LimitFlags == 2, early = shift > 0;
        bool maintained = record.TimestampNs - crane.MaintenanceNs < ChangeRules.MaintenanceNs;
        int severity = maintained ? 35 : !early ? 65 : isZone ? 55 : 60;
        if (!findings.Begin(crane, "sensor.limit-moved", place, severity, record, body, out var sketch)) return;
        string unit = axis == SensorPlaces.Axes ? "degrees" : "m", what = isZone ? "slow-down zone" : "end switch";
        string name = crane.Sensors.Name, of = Enum.GetName((Axis)axis)!.ToLowerInvariant();
        string at = SensorFindings.Text(track.Position), by = SensorFindings.Text(Math.Abs(shift));
        string basis = byPaper ? "its papers" : crane.Sensors.Learned is null ? "what it was before" : "what was learned";
        string title = early
            ? $"{name} {of} is in its {what} at {at} {unit}, {by} {unit} further inside than by {basis}"
            : $"{name} {of} is at {at} {unit}, {by} {unit} past where its {what} acts by {basis}, and it does not act";
        findings.Tell(
            sketch, crane, place, title + SensorFindings.Parameters(crane), track.Position,
            usual.IsReady ? new(usual.OffLeast, usual.OffMost, "positions without it, learned") : new(null, null, "nameplate"), record, body,
            [
                new("position", $"{at} {unit}", string.Create(CultureInfo.InvariantCulture, $"within {track.Slack + usual.Depth:0.0} {unit} of where it acts"), 0.8),
                new("parameter set", crane.ParametersNs > 0 ? "changed" : "not seen to change", "no change", 0.2),
            ],
            [
                new("a position that is wrong instead", "possible", "flag and position contradict each other; the operator sees which one is right"),
                new("late rows", "excluded", "rows in a row agree, by more than the axis moves in a second"),
                new("work on the limits", maintained ? "possible" : "not-observable",
                    maintained ? "the crane was in maintenance within the last quarter of an hour" : "no permit is seen here; the mode was not maintenance"),
                new("a flag that is not wired", usual.WasOn ? "excluded" : "possible", usual.WasOn ? "it was on before" : "it was never seen on"),
            ]);
    }
}
