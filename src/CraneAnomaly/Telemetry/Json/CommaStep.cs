using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>What is needed of a <see cref="TemplateStep"/> at once where the commas of a line are known.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct CommaStep
{
    /// <summary>The first bytes of the literal.</summary>
    public Vector256<byte> Literal;

    /// <summary>A bit for each of its bytes, as far as they are 32.</summary>
    public uint Mask;

    /// <summary>Bytes of the literal.</summary>
    public int Length;

    /// <summary>Which comma of the line is the first of the literal behind the value; behind the last one the end.</summary>
    public int NextComma;

    /// <summary>Where in that literal it stands; of the end, how far in front of it the value ends.</summary>
    public int NextCommaAt;

    /// <summary>Whether the next literal has a comma.</summary>
    public bool HasEnd;

    /// <summary>How many steps from here on are numbers that can be taken by their ends.</summary>
    public int Numbers;

    /// <summary>Which of those numbers it is.</summary>
    public int Number;
}
