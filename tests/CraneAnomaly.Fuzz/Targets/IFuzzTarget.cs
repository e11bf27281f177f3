namespace CraneAnomaly.Fuzz.Targets;

/// <summary>
/// One reader of the product under fuzz. A target is one small file: where bytes go in, what they look like at first,
/// and which values matter to it. It is added to <see cref="TargetCatalog"/> by one line.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>The name on the command line, in kebab-case.</summary>
    string Name { get; }

    /// <summary>Small inputs written from the specification. At least one is needed.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Constants that steer the reader, such as function codes; boundary values are added to them.</summary>
    ReadOnlySpan<byte> InterestingBytes { get; }

    /// <summary>How the format writes lengths.</summary>
    LengthField LengthField { get; }

    /// <summary>Most bytes that one execution may allocate.</summary>
    long AllocationLimit => 8 * 1024 * 1024;

    /// <summary>
    /// Reads <paramref name="input"/> and checks what must hold for any bytes (<see cref="Engine.Oracle"/>). Whatever
    /// it throws is a finding: a reader whose contract is an exception has it caught here, by its exact type. The same
    /// input must do the same whatever was executed before it.
    /// </summary>
    void Execute(ReadOnlySpan<byte> input);
}
