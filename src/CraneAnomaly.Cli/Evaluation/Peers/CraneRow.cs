using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Cli.Evaluation.Peers;

/// <summary>
/// What the peers see of a crane at one moment: the last value of each of a fixed set of signals. Signals that were
/// never told are 0, like those at rest.
/// </summary>
internal readonly record struct CraneRow(long TimestampNs, double[] Values)
{
    private static readonly AxisSignal[] OfAxis =
        [AxisSignal.Demand, AxisSignal.Reference, AxisSignal.Speed, AxisSignal.Torque];

    /// <summary>The signals, in their order: four of each axis but the boom, then load, power and wind.</summary>
    public static IReadOnlyList<Signal> Signals { get; } =
    [
        .. new[] { Axis.Hoist, Axis.Trolley, Axis.Gantry }
            .SelectMany(axis => OfAxis.Select(signal => Signal.Of(axis, signal))),
        SignalCatalog.Load, SignalCatalog.DrivePower, Wind(),
    ];

    public const int Axes = 3;

    public double Demand(int axis) => Values[axis * OfAxis.Length];

    public double Speed(int axis) => Values[(axis * OfAxis.Length) + 2];

    public double Load => Values[Axes * OfAxis.Length];

    private static Signal Wind() => SignalCatalog.TryFind("wind.speed", out var wind) ? wind : default;
}
