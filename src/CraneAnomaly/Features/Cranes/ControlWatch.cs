using CraneAnomaly.Records;

namespace CraneAnomaly.Features.Cranes;

/// <summary>
/// Who has the crane: mode and station in control, and when they last became others. Texts are understood once, when
/// they change.
/// </summary>
internal sealed class ControlWatch(SymbolTable symbols)
{
    private const long Never = long.MinValue / 2;

    private long _maintainedNs = Never;

    /// <summary>The mode.</summary>
    public CraneMode Mode { get; private set; }

    /// <summary>The mode's name, as a symbol.</summary>
    public int ModeSymbol { get; private set; } = SymbolTable.None;

    /// <summary>The name of the mode before, as a symbol.</summary>
    public int ModeBefore { get; private set; } = SymbolTable.None;

    /// <summary>When the mode became another one; about -146 years for never.</summary>
    public long ModeChangedNs { get; private set; } = Never;

    /// <summary>The last station in control, as a symbol: nobody in control is no station.</summary>
    public int Station { get; private set; } = SymbolTable.None;

    /// <summary>The station before, as a symbol.</summary>
    public int StationBefore { get; private set; } = SymbolTable.None;

    /// <summary>When another station took over; about -146 years for never.</summary>
    public long StationChangedNs { get; private set; } = Never;

    /// <summary>When a station took over before that; about -146 years for never.</summary>
    public long StationChangedBeforeNs { get; private set; } = Never;

    /// <summary>Takes the mode's text.</summary>
    public void TakeMode(long nowNs, int symbol)
    {
        string name = symbols.Name(symbol);
        if (symbol == ModeSymbol || name.Length == 0) return;
        if (Mode == CraneMode.Maintenance) _maintainedNs = nowNs;
        if (ModeSymbol != SymbolTable.None) ModeChangedNs = nowNs;
        (ModeBefore, ModeSymbol) = (ModeSymbol, symbol);
        Mode = ModeOf(name);
    }

    private static CraneMode ModeOf(string name)
    {
        if (name.StartsWith("bypass", StringComparison.OrdinalIgnoreCase)) return CraneMode.Bypass;
        if (name.Equals("maintenance", StringComparison.OrdinalIgnoreCase)) return CraneMode.Maintenance;
        if (name.Equals("manual", StringComparison.OrdinalIgnoreCase)) return CraneMode.Manual;
        if (name.Equals("semiautomatic", StringComparison.OrdinalIgnoreCase)) return CraneMode.Semiautomatic;
        return name.Equals("fullautomatic", StringComparison.OrdinalIgnoreCase) ? CraneMode.FullAutomatic : CraneMode.Other;
    }

    /// <summary>When the mode last was maintenance; about -146 years for never.</summary>
    public long MaintainedNs(long nowNs) => Mode == CraneMode.Maintenance ? nowNs : _maintainedNs;

    /// <summary>Takes the station's text.</summary>
    public void TakeStation(long nowNs, int symbol)
    {
        string name = symbols.Name(symbol);
        if (symbol == Station || name.Length == 0 || name.Equals("none", StringComparison.OrdinalIgnoreCase)) return;
        if (Station != SymbolTable.None) (StationChangedBeforeNs, StationChangedNs) = (StationChangedNs, nowNs);
        (StationBefore, Station) = (Station, symbol);
    }

    /// <summary>Whether an alarm's text says that the wind stopped the crane, in the words that controllers use.</summary>
    public bool IsWindStop(int symbol)
    {
        string name = symbols.Name(symbol);
        return name.Contains("wind", StringComparison.OrdinalIgnoreCase)
            && (name.Contains("stop", StringComparison.OrdinalIgnoreCase)
                || name.Contains("trip", StringComparison.OrdinalIgnoreCase));
    }
}
