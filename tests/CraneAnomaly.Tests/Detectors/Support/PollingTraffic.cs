using CraneAnomaly.Features;

namespace CraneAnomaly.Tests.Detectors.Support;

/// <summary>
/// Three masters that poll: each goes through eight things in a cycle, one every 100 ms with some jitter, and at times
/// leaves one out. The first value is 1 for one event in a hundred (an exception), the second follows a wave.
/// </summary>
internal static class PollingTraffic
{
    public const int Streams = 3;
    public const int Things = 8;
    public const long Step = 33_000_000;

    public static ExactKey Stream(int number) => new(0xA000, (ulong)number);

    public static ExactKey Thing(int number) => new((ulong)number << 40, 7);

    /// <summary>Events of the second master one nanosecond apart.</summary>
    public static DetectorEvent[] Volley(long startNs, int count, Func<int, int> thing, double mark = 0) =>
        [.. Enumerable.Range(0, count).Select(i => new DetectorEvent(startNs + i, Stream(1), Thing(thing(i)), mark))];

    public static DetectorEvent[] Make(int count, uint seed, long startNs = 1_700_000_000_000_000_000)
    {
        var events = new DetectorEvent[count];
        int[] at = new int[Streams];
        uint state = seed * 2_654_435_761 + 1;
        for (int i = 0; i < count; i++)
        {
            state = state * 1_664_525 + 1_013_904_223;
            uint draw = state >> 16;
            int stream = i % Streams;
            at[stream] += draw % 40 == 0 ? 2 : 1;
            double wave = 500 + Math.Round(100 * Math.Sin(i / 200.0));
            events[i] = new DetectorEvent(
                startNs + i * Step + draw % 1000 * 5_000, Stream(stream), Thing(at[stream] % Things),
                draw % 100 == 7 ? 1 : 0, wave);
        }

        return events;
    }
}
