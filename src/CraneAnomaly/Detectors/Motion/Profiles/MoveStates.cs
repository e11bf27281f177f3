using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Detectors.Motion.Profiles;

/// <summary>Which moves are compared with each other as a whole. The boom moves too rarely.</summary>
internal static class MoveStates
{
    /// <summary>Number of axes, the boom among them.</summary>
    public const int Axes = 4;

    /// <summary>Number of states.</summary>
    public const int Count = 4;

    private static readonly string[] s_names = ["hoist-up", "hoist-down", "trolley", "gantry"];
    private static readonly string[] s_models = [.. s_names.Select(name => "motion-" + name)];
    private static readonly Axis[] s_axes = [Axis.Hoist, Axis.Hoist, Axis.Trolley, Axis.Gantry];

    /// <summary>Names of the models.</summary>
    public static IReadOnlyList<string> Models => s_models;

    /// <summary>The state of a move; -1 for none.</summary>
    public static int Of(Axis axis, sbyte direction) => axis switch
    {
        Axis.Hoist => direction > 0 ? 0 : 1,
        Axis.Trolley => 2,
        Axis.Gantry => 3,
        _ => -1,
    };

    /// <summary>The axis of a state.</summary>
    public static Axis AxisOf(int state) => s_axes[state];

    /// <summary>As an operator says it.</summary>
    public static string NameOf(int state) => s_names[state].Replace('-', ' ');
}
