using System.Runtime.InteropServices;

namespace CraneAnomaly.Telemetry.Json;

/// <summary>What stands between two literals of a message, and what becomes of it.</summary>
internal enum StepKind : byte
{
    /// <summary>A number that is a value.</summary>
    Number,

    /// <summary>A number that is added to a value: the other half of a directed speed.</summary>
    AddedNumber,

    /// <summary>A flag that is a value.</summary>
    Flag,

    /// <summary>A flag that chooses the number of a value.</summary>
    Choice,

    /// <summary>A text that is a value.</summary>
    Text,

    /// <summary>The time of all values without one of their own.</summary>
    MessageTime,

    /// <summary>The time at which the message was sent.</summary>
    SentTime,

    /// <summary>The time at which it was received.</summary>
    ReceivedTime,

    /// <summary>The time of values; the same for all.</summary>
    OwnTime,

    /// <summary>The name of the crane, as a value.</summary>
    Crane,

    /// <summary>The name of the crane, inside of a path.</summary>
    CraneInPath,

    /// <summary>The quality of a value.</summary>
    Quality,

    /// <summary>A string that does not matter.</summary>
    SkippedString,

    /// <summary>A number, true or false that does not matter.</summary>
    SkippedScalar,
}

/// <summary>A step through a message: a literal, then what varies.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct TemplateStep
{
    /// <summary>Where what varies stands in the message that was learned from.</summary>
    public int Start;

    /// <summary>Where it ends there.</summary>
    public int End;

    /// <summary>Where the literal in front of it begins, among all literals.</summary>
    public int Literal;

    /// <summary>Bytes of that literal.</summary>
    public int LiteralLength;

    /// <summary>A bit for each of those bytes, as far as they are 32.</summary>
    public uint LiteralMask;

    /// <summary>The value as written that it is, or whose quality it is; later the place among the values.</summary>
    public int Value;

    /// <summary>What it is.</summary>
    public StepKind Kind;

    /// <summary>Whether it stands between quotes.</summary>
    public bool IsQuoted;

    /// <summary>Whether numbers are taken as they are.</summary>
    public bool IsPlain;

    /// <summary>Whether a flag means the contrary.</summary>
    public bool IsInverted;

    /// <summary>Multiplied with; of a choice its number.</summary>
    public double Factor;

    /// <summary>Divided by.</summary>
    public double Divisor;

    /// <summary>Added.</summary>
    public double Offset;
}
