namespace CraneAnomaly.Records.Signals;

/// <summary>
/// A signal as a number: one of <see cref="SignalCatalog"/>, the same measured by an independent second source, or a
/// series that the catalog does not know, by the symbol of its name. Numbers of the catalog are the same in every
/// run; those of generic series are not, and never enter a baseline or an alert.
/// </summary>
/// <param name="Id">The number.</param>
public readonly record struct Signal(int Id)
{
    private const int AnchorBit = 1 << 10;
    private const int GenericBit = 1 << 30;

    /// <summary>Whether the catalog knows it, as a signal or as an anchor.</summary>
    public bool IsKnown => (Id & GenericBit) == 0;

    /// <summary>Whether it comes from an independent second source (laser, GPS, power meter, TOS).</summary>
    public bool IsAnchor => IsKnown && (Id & AnchorBit) != 0;

    /// <summary>The place in the catalog, without the anchor; -1 for a generic series.</summary>
    public int Index => IsKnown ? Id & (AnchorBit - 1) : -1;

    /// <summary>The symbol of a generic series' name.</summary>
    public int Symbol => IsKnown ? SymbolTable.None : Id & ~GenericBit;

    /// <summary>The independent twin of a known signal.</summary>
    public Signal Anchor => new(Id | AnchorBit);

    /// <summary>Its number; names are the catalog's. What a record prints by itself would print the anchor's anchor without end.</summary>
    public override string ToString() => IsKnown ? $"{(IsAnchor ? "anchor " : "")}{Index}" : $"series {Symbol}";

    /// <summary>A signal of an axis.</summary>
    public static Signal Of(Axis axis, AxisSignal signal) => new(((int)axis * SignalCatalog.PerAxis) + (int)signal);

    /// <summary>A series by the symbol of its name.</summary>
    public static Signal Generic(int symbol) => new(symbol | GenericBit);
}
