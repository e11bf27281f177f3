using System.Runtime.InteropServices;

namespace CraneAnomaly.Records.Signals;

/// <summary>One value of a telemetry row: 16 bytes, no references.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = 16)]
public struct SignalValue
{
    /// <summary>Which signal.</summary>
    public Signal Signal;

    /// <summary>What the value is.</summary>
    public SignalType Type;

    /// <summary>What the source says of it.</summary>
    public SignalQuality Quality;

    /// <summary>The number; of a flag 0 or 1; of a text its symbol.</summary>
    public double Number;

    /// <summary>The symbol of a text in the pipeline's <see cref="SymbolTable"/>.</summary>
    public readonly int Symbol => Type == SignalType.Text ? (int)Number : SymbolTable.None;
}
