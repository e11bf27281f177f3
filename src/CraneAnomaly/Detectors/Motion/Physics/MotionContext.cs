using CraneAnomaly.Detectors.Motion.References;

namespace CraneAnomaly.Detectors.Motion.Physics;

/// <summary>A move as the models see it: what it is done with, as a row of floats.</summary>
internal static class MotionContext
{
    /// <summary>Columns without the label.</summary>
    public const int Width = 15;

    /// <summary>What is foretold: slower than the move's class, as a logarithm or in seconds.</summary>
    public const string Label = "slower";

    // What nobody tells: below everything that is told.
    private const float Untold = -1_000;

    private static readonly string[] s_names = ["motion-speed", "motion-ramp", "motion-dead-time", "motion-lift"];

    /// <summary>Names of the models.</summary>
    public static IReadOnlyList<string> Models => s_names;

    /// <summary>Names of the columns, the label last.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "axis", "direction", "load t", "height m", "wind m/s", "mode", "speed limit", "braking", "greatest speed m/s",
        "trolley range m", "hoist range m", "stick", "hoist beside m/s", "trolley beside m/s", "gantry beside m/s", Label,
    ];

    /// <summary>The smallest differences that mean something.</summary>
    public static IReadOnlyList<float> Resolutions { get; } = [1, 1, 0.1f, 0.1f, 0.1f, 1, 0.01f, 1, 0.01f, 0.1f, 0.1f, 0.01f, 0.1f, 0.1f, 0.05f, 0.002f];

    /// <summary>The model of a feature; -1 for none.</summary>
    public static int ModelOf(MotionFeature feature) => feature switch
    {
        MotionFeature.Plateau => 0,
        MotionFeature.RampUp or MotionFeature.RampDown => 1,
        MotionFeature.DeadTime => 2,
        MotionFeature.Cycle => 3,
        _ => -1,
    };

    /// <summary>Fills the columns without the label.</summary>
    public static void Fill(in MotionObservation observation, Span<float> row)
    {
        row[0] = (float)observation.Axis;
        row[1] = observation.Direction;
        row[2] = Told(observation.Load);
        row[3] = Told(observation.Height);
        row[4] = Told(observation.Wind);
        row[5] = (float)observation.Mode;
        row[6] = Told(observation.SpeedLimit);
        row[7] = observation.Feature == MotionFeature.RampDown ? 1 : 0;
        row[8] = Told(observation.RampSpeed);
        row[9] = Told(observation.TrolleyRange);
        row[10] = Told(observation.HoistRange);
        row[11] = Told(observation.Demand);
        row[12] = Told(observation.Beside.HoistSpeed);
        row[13] = Told(observation.Beside.TrolleySpeed);
        row[14] = Told(observation.Beside.GantrySpeed);
    }

    private static float Told(double value) => double.IsFinite(value) ? (float)value : Untold;
}
