using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Traffic.Cranes;

/// <summary>
/// What the controllers of the port keep where: motion, load and the spreader's state in the input registers, so that
/// one response tells them of one moment; switches in the discrete inputs, slow values and parameters in the holding
/// registers. All cranes have the same.
/// </summary>
internal static class RegisterMap
{
    /// <summary>Input registers that one poll reads.</summary>
    public const int InputRegisters = 53;

    /// <summary>Discrete inputs that one poll reads.</summary>
    public const int DiscreteInputs = 25;

    /// <summary>Coils that one poll reads.</summary>
    public const int Coils = 16;

    /// <summary>First holding register of the slow values, and how many there are.</summary>
    public const int SlowValues = 100, SlowCount = 7;

    /// <summary>Parameters that the console writes: the set point in percent.</summary>
    public const int SetPoint = 200;

    /// <summary>Speed limits by axis in percent, which nobody writes day by day.</summary>
    public const int SpeedLimits = 210;

    /// <summary>Ramps by axis in percent.</summary>
    public const int Ramps = 214;

    /// <summary>End of travel by axis in decimetres beyond the rated one, and length added to the slow-down zones.</summary>
    public const int EndLimits = 218, SlowdownZones = 222;

    /// <summary>Counts up with the console's heartbeat.</summary>
    public const int Heartbeat = 300;

    /// <summary>End of the holding registers.</summary>
    public const int HoldingRegisters = 301;

    /// <summary>Coil of the flood lights.</summary>
    public const int FloodLights = 3;

    /// <summary>Coil that enables the overload cut-out, which nobody writes day by day.</summary>
    public const int EnableForceLimiter = 12;

    private const int PerAxis = 10;

    /// <summary>Every signal that is in a register.</summary>
    public static IReadOnlyList<RegisterTag> Tags { get; } = [.. Enumerable.Range(0, 4).SelectMany(OfAxis), .. Others()];

    private static IEnumerable<RegisterTag> OfAxis(int axis)
    {
        RegisterTag Tag(RegisterTable table, int address, string type, double scale, AxisSignal signal) =>
            new(table, address, type, scale, SignalPlaces.Axis(axis, signal));

        int at = axis * PerAxis;
        yield return Tag(RegisterTable.InputRegisters, at, "i32", 0.001, AxisSignal.Position);
        yield return Tag(RegisterTable.InputRegisters, at + 2, "i16", 0.001, AxisSignal.Speed);
        yield return Tag(RegisterTable.InputRegisters, at + 3, "i16", 0.001, AxisSignal.Reference);
        yield return Tag(RegisterTable.InputRegisters, at + 4, "i16", 0.0001, AxisSignal.Demand);
        yield return Tag(RegisterTable.InputRegisters, at + 5, "i16", 0.001, AxisSignal.Torque);
        yield return Tag(RegisterTable.HoldingRegisters, SlowValues + axis, "u16", 0.001, AxisSignal.SpeedLimit);
        AxisSignal[] flags = [AxisSignal.Brake, AxisSignal.LimitPlus, AxisSignal.LimitMinus, AxisSignal.Slowdown];
        for (int i = 0; i < flags.Length; i++)
            yield return Tag(RegisterTable.DiscreteInputs, (4 * axis) + i, "bool", 1, flags[i]);
    }

    private static IEnumerable<RegisterTag> Others()
    {
        const RegisterTable Input = RegisterTable.InputRegisters, Holding = RegisterTable.HoldingRegisters;
        yield return new(Input, 40, "i16", 0.01, SignalPlaces.Load);
        for (int i = 0; i < 4; i++) yield return new(Input, 41 + i, "i16", 0.01, SignalPlaces.Corner1 + i);
        yield return new(Input, 45, "u16", 0.01, SignalPlaces.Wind);
        yield return new(Input, 46, "u16", 0.01, SignalPlaces.Wind2);
        // One in each order of words, because both are met.
        yield return new(Input, 47, "f32", 1, SignalPlaces.Power);
        yield return new(Input, 49, "f32/cdab", 1, SignalPlaces.Sway);
        yield return new(Holding, SlowValues + 4, "u16", 0.1, SignalPlaces.Size);
        yield return new(Holding, SlowValues + 5, "u32", 1, SignalPlaces.Moves);
        // A word of status beside the values it belongs to, as controllers keep them for a management system.
        int[] spreader = [SignalPlaces.Locked, SignalPlaces.Unlocked, SignalPlaces.Landed];
        for (int i = 0; i < spreader.Length; i++) yield return new(Input, 51, "bool", 1, spreader[i], Bit: i);
        int[] flags =
        [
            SignalPlaces.ControlOn, SignalPlaces.EmergencyStop, SignalPlaces.Bypass, SignalPlaces.Gate,
            SignalPlaces.StormPin, SignalPlaces.RailClamp, SignalPlaces.Watchdog, SignalPlaces.ForceLimiter,
            SignalPlaces.MotionLimiter,
        ];
        for (int i = 0; i < flags.Length; i++) yield return new(RegisterTable.DiscreteInputs, 16 + i, "bool", 1, flags[i]);
    }
}
