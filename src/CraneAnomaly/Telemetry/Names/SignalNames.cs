using CraneAnomaly.Records;
using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Telemetry.Names;

/// <summary>Says what the names of a source mean. Asked once for each name, not for each value.</summary>
/// <param name="symbols">Takes the names of series that the catalog does not know.</param>
/// <param name="tags">Names that the user has mapped, in front of everything else; null for none.</param>
internal sealed class SignalNames(SymbolTable symbols, IReadOnlyDictionary<string, SignalBinding>? tags = null)
{
    /// <summary>What a name means whose values are in a unit.</summary>
    /// <param name="name">A catalog name, a TIC 4.0 path, a published name, or any other.</param>
    /// <param name="unit">As the source writes it; null where it writes none.</param>
    /// <param name="knownOnly">Whether a name that the catalog does not know is to be left out.</param>
    /// <param name="binding">What it means: one of the catalog, or a series of its own.</param>
    /// <returns>False for an unknown name that is to be left out.</returns>
    public bool TryResolve(string name, string? unit, bool knownOnly, out SignalBinding binding)
    {
        // What the user says holds, unit and all.
        if (tags is not null && tags.TryGetValue(name, out binding)) return true;
        if (TryKnown(name, out binding, out string published) && TryUnit(unit ?? published, ref binding)) return true;
        binding = default;
        if (knownOnly) return false;

        // A unit that does not fit is a part of the name: nobody shall take rpm for m/s.
        string series = unit is null or "" ? name : $"{name} [{unit}]";
        int symbol = symbols.Intern(series);
        if (symbol == SymbolTable.None) return false;
        binding = SignalBinding.Of(Signal.Generic(symbol));
        return true;
    }

    private bool TryKnown(string name, out SignalBinding binding, out string unit)
    {
        unit = "";
        if (SignalCatalog.TryFind(name, out var signal))
        {
            binding = SignalBinding.Of(signal);
            return true;
        }

        // Sparkplug groups names by slashes.
        if (name.Contains('/') && SignalCatalog.TryFind(name.Replace('/', '.').ToLowerInvariant(), out signal))
        {
            binding = SignalBinding.Of(signal);
            return true;
        }

        return TicPath.TryResolve(name, out binding) || PublishedNames.TryResolve(name, out binding, out unit);
    }

    private static bool TryUnit(string unit, ref SignalBinding binding)
    {
        if (binding.Type != SignalType.Number) return true;
        if (!Units.TryConvert(unit, SignalCatalog.Unit(binding.Signal), out double factor, out double divisor)) return false;
        binding.Factor *= factor;
        binding.Divisor *= divisor;
        return true;
    }
}
