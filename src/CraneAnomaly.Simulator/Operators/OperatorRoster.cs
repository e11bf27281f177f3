namespace CraneAnomaly.Simulator.Operators;

/// <summary>Who works a crane in a shift, and how well.</summary>
internal static class OperatorRoster
{
    private const int Operators = 24;

    private static readonly string[] Ids =
        [.. Enumerable.Range(0, Operators).Select(i => $"OP-{101 + i}")];

    /// <summary>Id by place.</summary>
    public static string Id(int place) => Ids[place];

    /// <summary>The one on duty: nobody works two cranes at once.</summary>
    public static int OnDuty(int crane, long shift) =>
        (int)(((crane * 3L) + (shift % 3) + (shift / 3 % 7 * 3)) % Operators);

    /// <summary>Factor on the time for everything done by hand: 0.85 for the best, 1.2 for the slowest.</summary>
    public static double Pace(ulong seed, int place) =>
        0.85 + (0.35 * (RandomStream.Hash(seed, (ulong)place) >> 11) / (1UL << 53));

    /// <summary>Seconds until the hands follow the eyes.</summary>
    public static double Reaction(ulong seed, int place) =>
        0.25 + (0.3 * (RandomStream.Hash(seed, (ulong)place + 1000) >> 11) / (1UL << 53));
}
