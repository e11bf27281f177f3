using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>What a name in a source means: a signal, and how its values become those of the catalog.</summary>
internal struct SignalBinding
{
    /// <summary>The signal.</summary>
    public Signal Signal;

    /// <summary>What its values are.</summary>
    public SignalType Type;

    /// <summary>Whether only the half in one direction is meant: the other half is to be added.</summary>
    public bool IsDirected;

    /// <summary>Whether a flag means the contrary.</summary>
    public bool IsInverted;

    /// <summary>Multiplied with; carries the sign of the direction.</summary>
    public double Factor;

    /// <summary>Divided by, after that.</summary>
    public double Divisor;

    /// <summary>Added, after that.</summary>
    public double Offset;

    /// <summary>For a flag that stands for a number of its own (20 foot): that number; otherwise 0.</summary>
    public double Choice;

    /// <summary>Symbol of the crane that the user says the values are of; 0 where the source says so.</summary>
    public int Crane;

    /// <summary>Whether numbers are taken as they are.</summary>
    public readonly bool IsPlain => Factor == 1 && Divisor == 1 && Offset == 0;

    /// <summary>A signal with its values as they are.</summary>
    public static SignalBinding Of(Signal signal) =>
        new() { Signal = signal, Type = SignalCatalog.Type(signal), Factor = 1, Divisor = 1 };

    /// <summary>The number that a number of the source stands for.</summary>
    public readonly double Apply(double number) => IsPlain ? number : number * Factor / Divisor + Offset;
}
