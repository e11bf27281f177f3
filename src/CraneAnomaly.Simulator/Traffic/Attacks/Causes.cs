using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>
/// What was done on the network before a crane does something. Not everything has such a cause: what was built in, or
/// came over the air, or was done at the device itself, comes without one.
/// </summary>
internal static class Causes
{
    private static readonly string[] Axes = ["hoist", "trolley", "gantry", "boom"];

    /// <summary>Enters the cause of an event of a scenario; nothing where there is none.</summary>
    /// <param name="scenario">Name of the scenario.</param>
    /// <param name="alert">Name of the alert that fits the event best: it may name the axis.</param>
    /// <param name="scene">Where and when.</param>
    public static void Enter(string scenario, string alert, AttackScene scene)
    {
        switch (scenario)
        {
            case "throttle-global" or "throttle-trolley" or "throttle-hoist" or "throttle-gantry" or "throttle-fleet":
            case "speed-limiter" or "setpoint-clamp" or "setpoint-bias":
                ControllerAttacks.Parameter(scene, RegisterMap.SpeedLimits + Axis(alert), Rest(scene), "from 100 to");
                break;
            case "soft-ramps" or "soft-ramps-hoist" or "parameter-change":
                ControllerAttacks.Parameter(scene, RegisterMap.Ramps + Axis(alert), Rest(scene), "from 100 to");
                break;
            case "slowdown-moved":
                ControllerAttacks.Parameter(scene, RegisterMap.SlowdownZones + 1, 200, "from 0 to");
                break;
            case "limit-moved":
                ControllerAttacks.Parameter(scene, RegisterMap.EndLimits + 1, 60, "from 0 to");
                break;
            case "protection-off":
                ControllerAttacks.Disable(scene);
                break;
            // A condition is a piece of program.
            case "throttle-laden" or "throttle-night" or "throttle-line" or "throttle-reefers" or "throttle-vessel":
            case "throttle-narrow" or "throttle-wind" or "inserted-waits" or "dead-time" or "firmware-change":
                ControllerAttacks.Download(scene);
                break;
            case "motion-without-demand" or "hoist-without-demand" or "gantry-without-demand" or "gantry-denial":
                ControllerAttacks.Write(scene);
                break;
            case "plc-stop" or "plc-restart":
                ControllerAttacks.Stop(scene);
                break;
            case "freeze-trolley-position" or "freeze-hoist-position" or "freeze-load" or "freeze-wind":
            case "spoof-wind-high" or "spoof-wind-low" or "spoof-load" or "unlock-aloft":
                ControllerAttacks.Force(scene);
                break;
        }
    }

    private static int Rest(AttackScene scene) => (int)Math.Round(100 * (1 - scene.Strength));

    private static int Axis(string alert) =>
        Math.Max(0, Array.FindIndex(Axes, axis => alert.Contains(axis, StringComparison.Ordinal)));
}
