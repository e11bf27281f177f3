using CraneAnomaly.Records.Signals;

namespace CraneAnomaly.Simulator.Scenarios.Benign;

/// <summary>Things that break, and what is mended: plain faults that look like tampering.</summary>
internal static class Faults
{
    private const double Flickers = 180;
    private const double Repair = 1200;

    public static IEnumerable<ScenarioInfo> All =>
    [
        new("dead-encoder",
            "the trolley's encoder flickers for minutes, dies and stops the crane; it is replaced under a permit", [],
            ScenarioScope.OneCrane, static setting => new ReportScenario(setting, null)
            {
                Length = Repair,
                During = static (crane, since) =>
                    crane.Overrides.Quality[SignalPlaces.TrolleyPosition] = since > Flickers
                    ? SignalQuality.Bad
                    : since % 9 < 1 ? SignalQuality.Uncertain : SignalQuality.Unstated,
                Change = static (crane, sample, since, _) =>
                {
                    ref double position = ref sample.Numbers[SignalPlaces.TrolleyPosition];
                    if (since > Flickers) position = double.NaN;
                    else if (crane.Overrides.Quality[SignalPlaces.TrolleyPosition] == SignalQuality.Uncertain)
                        position = Math.Round((position + (0.3 * Math.Sin(since * 40))) * 200) / 200;
                },
                Permit = Maintenance.Paper("trolley encoder", "read;mode"),
            }),
        new("iced-anemometer", "ice slows the first anemometer to a standstill; the second goes on", [],
            ScenarioScope.OneCrane,
            static setting => new ReportScenario(setting, null)
            {
                During = static (crane, since) => crane.Overrides.Quality[SignalPlaces.Wind] =
                    since > 1800 ? SignalQuality.Uncertain : SignalQuality.Unstated,
                Change = static (_, sample, since, _) =>
                {
                    double share = Math.Max(0, 1 - (since / 1800));
                    sample.Numbers[SignalPlaces.Wind] = Math.Round(sample.Numbers[SignalPlaces.Wind] * share * 10) / 10;
                },
            }),
        new("drifting-load-cell", "the load pins drift to 6 % too much within hours", [], ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, null)
            {
                During = static (crane, since) => crane.Overrides.LoadScale = 1 + (0.06 * Math.Min(1, since / 14400)),
            }),
        new("switch-replaced", "a network switch is replaced: all cranes are silent for some minutes", [],
            ScenarioScope.AllCranes,
            static setting => new OverrideScenario(setting, null)
            {
                Apply = static (crane, _) => crane.Overrides.Silent = true,
                Length = 240,
                Permit = Maintenance.Paper("network", "read;session"),
            }),
        new("ntp-step", "the time server comes back and sets the crane's clock by 0.4 s", [], ScenarioScope.OneCrane,
            static setting => new OverrideScenario(setting, null)
            {
                Apply = static (crane, _) => crane.Overrides.ClockStepNs = 400_000_000,
            }),
    ];
}
