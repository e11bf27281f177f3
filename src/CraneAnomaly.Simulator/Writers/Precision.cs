using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Writers;

/// <summary>How many decimals a gateway keeps of a signal: below the noise of its sensor, so that nothing looks frozen.</summary>
internal static class Precision
{
    /// <summary>Decimals by place.</summary>
    public static int[] Decimals { get; } = [.. Enumerable.Range(0, SignalCatalog.Count).Select(Of)];

    private static int Of(int place) => SignalCatalog.Type(new(place)) != SignalType.Number ? 0 : SignalCatalog.Unit(new(place)) switch
    {
        "m" or "deg" or "t" => 3,
        "m/s" or "deg/s" => 4,
        "kW" or "ft" => 1,
        "rad" => 5,
        // Shares have no unit, and neither have counts, which are whole anyway.
        _ => 4,
    };
}
