namespace CraneAnomaly.Simulator.Quay;

/// <summary>
/// Three shifts from 06:00, 14:00 and 22:00 UTC. Each begins with a hand-over and has two breaks; the cranes of a berth
/// take theirs one after the other.
/// </summary>
internal static class ShiftCalendar
{
    private const double Hour = 3600;
    private const double Day = 24 * Hour;
    private const double ShiftLength = 8 * Hour;
    private const double FirstShift = 6 * Hour;

    /// <summary>Counts shifts.</summary>
    public static long Shift(double secondsOfEpoch) => (long)((secondsOfEpoch - FirstShift) / ShiftLength);

    /// <summary>How far into the shift, seconds.</summary>
    public static double IntoShift(double secondsOfEpoch) => (secondsOfEpoch - FirstShift) % ShiftLength;

    /// <summary>Whether the crane's operator is away.</summary>
    public static bool IsPause(double secondsOfEpoch, int crane)
    {
        double t = IntoShift(secondsOfEpoch);
        double stagger = crane % Berth.CranesPerBerth * 12 * 60;
        return t < 8 * 60
            || (t > (1.8 * Hour) + stagger && t < (2.05 * Hour) + stagger)
            || (t > (4.3 * Hour) + stagger && t < (4.8 * Hour) + stagger);
    }

    /// <summary>22:00 to 06:00 UTC.</summary>
    public static bool IsNight(double secondsOfEpoch)
    {
        double t = secondsOfEpoch % Day;
        return t is < FirstShift or >= 22 * Hour;
    }
}
