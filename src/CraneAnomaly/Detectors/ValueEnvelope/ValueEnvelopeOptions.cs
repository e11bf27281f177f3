namespace CraneAnomaly.Detectors.ValueEnvelope;

/// <summary>Settings of <see cref="ValueEnvelopeDetector"/>.</summary>
public sealed record ValueEnvelopeOptions
{
    /// <summary>Values learned before a place is judged.</summary><value>30.</value>
    public int MinimumValues { get; init; } = 30;

    /// <summary>Least step of a value: spreads are never taken as smaller, values closer than this are one.</summary>
    /// <value>1, the step of a register.</value>
    /// <remarks>For measurements, the resolution of the sensor in its unit.</remarks>
    public double LeastStep { get; init; } = 1;

    /// <summary>Values of one observation that are looked at.</summary>
    /// <value>128; a Modbus read has at most 125.</value>
    /// <remarks>Coils come in greater numbers: those past it are not looked at and counted.</remarks>
    public int MaxSlots { get; init; } = 128;

    /// <summary>Streams remembered.</summary>
    /// <value>65,536.</value><remarks>Later ones are refused and counted.</remarks>
    public int MaxStreams { get; init; } = 65_536;

    /// <summary>Places remembered (about 200 bytes each).</summary><value>262,144.</value>
    /// <remarks>Later ones are refused and counted; they are not judged.</remarks>
    public int MaxPlaces { get; init; } = 262_144;

    internal ValueEnvelopeOptions Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MinimumValues, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxSlots, 1);
        if (!(LeastStep > 0 && LeastStep < 1e9)) throw new ArgumentOutOfRangeException(nameof(LeastStep));
        return this;
    }
}
