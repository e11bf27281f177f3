using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>Changes what a crane reports, not what it does; with it, if asked, what it does.</summary>
internal sealed class ReportScenario(ScenarioSetting setting, ScenarioLabel? label) : Scenario(setting)
{
    private bool _on;
    private bool _wasOn;

    /// <summary>Changes a sample: crane, sample, seconds since the start, strength.</summary>
    public required Action<SimulatedCrane, CraneSample, double, double> Change { get; init; }

    /// <summary>What is done to the crane beside.</summary>
    public Action<SimulatedCrane, double>? Apply { get; init; }

    /// <summary>What is done to the crane beside, anew with every step, by seconds since the start.</summary>
    public Action<SimulatedCrane, double>? During { get; init; }

    /// <summary>Seconds that it lasts at most.</summary>
    public double Length { get; init; } = double.PositiveInfinity;

    /// <summary>The paper that goes with it.</summary>
    public ScenarioPermit? Permit { get; init; }

    private double End => Math.Min(Setting.End, Setting.Start + Length);

    public override void Begin(SimulatedPort port)
    {
        base.Begin(port);
        foreach (var crane in port.Cranes.Where(IsMine)) Permit?.Announce(port, crane, Setting.Start, End);
    }

    public override void BeforeMove(SimulatedCrane crane)
    {
        if (!IsMine(crane)) return;
        bool on = Port.Time >= Setting.Start && Port.Time < End;
        if (on && _on) During?.Invoke(crane, Port.Time - Setting.Start);
        if (on == _on) return;
        _on = on;
        _wasOn = true;
        if (double.IsNaN(Began)) Began = Setting.Start;
        crane.Overrides.Reset();
        if (!on) return;
        Apply?.Invoke(crane, Setting.Strength);
        During?.Invoke(crane, Port.Time - Setting.Start);
    }

    public override void OnSample(SimulatedCrane crane, CraneSample sample)
    {
        if (_on && IsMine(crane)) Change(crane, sample, Port.Time - Setting.Start, Setting.Strength);
    }

    public override void Finish()
    {
        if (label is null || !_wasOn) return;
        Port.Add(new SimulatedEvent(
            Port.Cranes[Setting.Crane].Id, Ns(Setting.Start), Ns(End), label.Family, label.Alert, Setting.Strength,
                Setting.Name));
    }
}
