namespace CraneAnomaly.Records.Signals;

/// <summary>What the value of a signal is.</summary>
public enum SignalType : byte
{
    /// <summary>A number in the signal's unit.</summary>
    Number = 0,

    /// <summary>0 or 1.</summary>
    Flag = 1,

    /// <summary>A text: <see cref="SignalValue.Symbol"/>.</summary>
    Text = 2,
}
