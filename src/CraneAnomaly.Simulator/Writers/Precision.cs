using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>How many decimals a gateway keeps of a signal: below the noise of its sensor, so that nothing looks frozen.</summary>
internal static class Precision
{
    /// <summary>Decimals by place in the catalog.</summary>
    public static int[] Decimals { get; } = [.. Enumerable.Range(0, SignalCatalog.Count).Select(i => Of(new Signal(i)))];

    private static int Of(Signal signal) => SignalCatalog.Type(signal) != SignalType.Number ? 0 : SignalCatalog.Unit(signal) switch
    {
        "m" or "deg" or "t" => 3,
        "m/s" or "deg/s" => 4,
        "kW" or "ft" => 1,
        "rad" => 5,
        // Shares have no unit, and neither have counts, which are whole anyway.
        _ => 4,
    };
}
