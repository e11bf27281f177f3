using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Simulator.Traffic;

/// <summary>
/// One run, read twice: from its telemetry, and from its Modbus traffic through its tag map. Both tell the same.
/// </summary>
public sealed class TagEqualityTests : IDisposable
{
    private const long Millisecond = 1_000_000;

    // A row is 14 ms on its way, now and then 214; it is held for 100; the clock of its crane is up to 44 ms off; and
    // the controller answers within 19.
    private const long Oldest = 400 * Millisecond, Youngest = 60 * Millisecond;

    // Every table is polled at least once a second.
    private const long PollNs = 1_100 * Millisecond;

    private static readonly TimeSpan Duration = TimeSpan.FromMinutes(4);

    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(303)]
    public async Task Capture_ThroughItsTags_TellsWhatTelemetryTells(int seed)
    {
        Simulation.Write(
            new() { Scenario = "normal", Cranes = 2, Duration = Duration, Seed = seed, Traffic = true }, _folder.At());
        var tags = Tag.Load(_folder.At("tags.json"));
        var told = await TagSeries.ReadAsync(_folder.At("telemetry.csv"), null, Token);
        var read = await TagSeries.ReadAsync(_folder.At("traffic.pcap"), tags, Token);

        Assert.Equal(126, tags.Count);
        Assert.All(tags, tag =>
        {
            var telemetry = told.Of(tag.Crane, tag.Signal);
            var registers = read.Of(tag.Crane, tag.Signal);
            Assert.True(registers.Count > Duration.TotalSeconds - 5, $"{tag.Signal} is read {registers.Count} times");
            bool isStep = tag.Type == TagType.Bool || tag.Signal is "tos.moves" or "spreader.size";
            double tolerance = isStep ? 1e-9 : tag.Type == TagType.F32 ? 1e-4 : 0.501 * tag.Scale;
            AssertToldShortlyBefore(tag.Signal, telemetry, registers, tolerance);
            if (isStep) AssertSeenWhileItLasts(tag.Signal, telemetry, registers);
        });

        // Of cranes that stand, all of it would be easy.
        foreach (string signal in (string[])["hoist.position", "trolley.position", "spreader.load"])
            Assert.True(read.Of("QC01", signal).Max(v => v.Value) - read.Of("QC01", signal).Min(v => v.Value) > 5, signal);
        foreach (string signal in (string[])["spreader.locked", "hoist.brake", "watchdog"])
            Assert.Equal(2, read.Of("QC01", signal).Select(v => v.Value).Distinct().Count());
    }

    // Every value out of the registers is one that telemetry told a moment before, or the last one before that.
    private static void AssertToldShortlyBefore(
        string signal, List<(long Ns, double Value)> telemetry, List<(long Ns, double Value)> registers, double tolerance)
    {
        int from = 0, wrong = 0, judged = 0;
        foreach (var (ns, value) in registers)
        {
            // Before the first row, a controller holds nothing.
            if (telemetry[0].Ns > ns - Oldest) continue;
            judged++;
            while (from + 1 < telemetry.Count && telemetry[from + 1].Ns <= ns - Oldest) from++;
            bool found = false;
            for (int i = from; i < telemetry.Count && telemetry[i].Ns <= ns + Youngest && !found; i++)
                found = Math.Abs(telemetry[i].Value - value) <= tolerance + (1e-6 * Math.Abs(value));
            if (!found) wrong++;
        }

        Assert.True(wrong == 0, $"{signal}: {wrong} of {registers.Count} values out of the registers were never told");
        Assert.True(judged > registers.Count - 10, signal);
    }

    // Every state that telemetry tells for longer than a poll takes is read from the registers in that time.
    private static void AssertSeenWhileItLasts(
        string signal, List<(long Ns, double Value)> telemetry, List<(long Ns, double Value)> registers)
    {
        int at = 0;
        for (int i = 0; i < telemetry.Count;)
        {
            int end = i + 1;
            while (end < telemetry.Count && telemetry[end].Value == telemetry[i].Value) end++;
            var (from, value) = telemetry[i];
            long to = telemetry[end < telemetry.Count ? end : end - 1].Ns;
            i = end;
            if (to - from < PollNs + Oldest) continue;
            while (registers[at].Ns < from) at++;
            bool seen = false;
            for (int k = at; k < registers.Count && registers[k].Ns <= to && !seen; k++) seen = registers[k].Value == value;
            Assert.True(seen, $"{signal} = {value} for {(to - from) / 1e9} s was not read");
        }
    }
}
