using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>
/// Divides the time of every crane into slots and fills about half of them with scenarios of one crane, drawn by the
/// seed: three attacks to one benign event. No two are on a crane at the same time.
/// </summary>
internal sealed class MixedScenario(ScenarioSetting setting) : Scenario(setting)
{
    private const double LongestSlot = 7200;
    private const double FewestSlots = 3;
    private const double Pause = 120;

    private readonly List<Scenario> _parts = [];

    public override void Begin(SimulatedPort port)
    {
        base.Begin(port);
        var usable = ScenarioCatalog.All.Where(s => s is
        {
            Scope: ScenarioScope.OneCrane,
            FromTheStart: false
        }).ToList();
        var attacks = usable.Where(s => !s.IsBenign).ToList();
        var benign = usable.Where(s => s.IsBenign).ToList();
        var random = new RandomStream(port.Options.Seed, -1, RandomPurpose.Scenario);
        double time = Setting.End - Setting.Start;
        int slots = (int)Math.Ceiling(Math.Max(FewestSlots, time / LongestSlot));
        foreach (var crane in port.Cranes)
        {
            for (int slot = 0; slot < slots; slot++)
            {
                double from = Setting.Start + (slot * time / slots);
                bool taken = random.Uniform() < 0.5;
                var pool = random.Uniform() < 0.75 ? attacks : benign;
                var part = pool[random.Below(pool.Count)];
                double late = random.Uniform(0, 0.2) * time / slots;
                if (!taken) continue;
                double to = from + (time / slots) - Pause;
                _parts.Add(part.Create(new(part.Name, crane.Index, from + late, to, Setting.Strength)));
            }
        }

        foreach (var part in _parts) part.Begin(port);
    }

    public override void OnSecond()
    {
        foreach (var part in _parts) part.OnSecond();
    }

    public override void BeforeMove(SimulatedCrane crane)
    {
        foreach (var part in _parts) part.BeforeMove(crane);
    }

    public override void OnSample(SimulatedCrane crane, CraneSample sample)
    {
        foreach (var part in _parts) part.OnSample(crane, sample);
    }

    public override void Finish()
    {
        foreach (var part in _parts) part.Finish();
    }
}
