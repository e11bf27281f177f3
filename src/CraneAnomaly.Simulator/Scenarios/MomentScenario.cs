using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>
/// Waits until a crane is in the right situation, acts for some seconds, lets go, and does so again later: each time
/// an event of its own.
/// </summary>
internal sealed class MomentScenario(ScenarioSetting setting, ScenarioLabel? label) : Scenario(setting)
{
    private const int MostTimes = 3;

    private double _began = -1;
    private double _next;
    private int _times;

    /// <summary>Whether the situation is there.</summary>
    public required Func<SimulatedCrane, bool> When { get; init; }

    /// <summary>What is done: with every step, by seconds since it began.</summary>
    public required Action<SimulatedCrane, double> Act { get; init; }

    /// <summary>Done once at the end, after everything is let go.</summary>
    public Action<SimulatedCrane>? Leave { get; init; }

    /// <summary>Seconds that one time lasts.</summary>
    public double Length { get; init; } = 10;

    /// <summary>The paper that goes with it.</summary>
    public ScenarioPermit? Permit { get; init; }

    public override void Begin(SimulatedPort port)
    {
        base.Begin(port);
        _next = Setting.Start;
        foreach (var crane in port.Cranes.Where(IsMine)) Permit?.Announce(port, crane, Setting.Start, Setting.End);
    }

    public override void BeforeMove(SimulatedCrane crane)
    {
        if (!IsMine(crane)) return;
        double time = Port.Time;
        if (_began < 0)
        {
            if (_times == MostTimes || time < _next || time >= Setting.End || !When(crane)) return;
            _began = time;
            if (double.IsNaN(Began)) Began = time;
            _times++;
        }

        double since = time - _began;
        if (since < Length && time < Setting.End)
        {
            Act(crane, since);
            return;
        }

        crane.Overrides.Reset();
        Leave?.Invoke(crane);
        Record(crane, time);
        _began = -1;
        _next = time + Math.Max(60, (Setting.End - Setting.Start) / (MostTimes + 1));
    }

    public override void Finish()
    {
        if (_began >= 0) Record(Port.Cranes[Setting.Crane], Port.Time);
    }

    private void Record(SimulatedCrane crane, double time)
    {
        if (label is null) return;
        Port.Add(new SimulatedEvent(crane.Id, Ns(_began), Ns(time), label.Family, label.Alert, 0, Setting.Name));
    }
}
