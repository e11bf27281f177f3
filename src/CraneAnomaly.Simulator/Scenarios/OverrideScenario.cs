using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>
/// Reaches into a crane for as long as a condition holds within start and end, and lets go afterwards. The label runs
/// from the first moment of effect to the last.
/// </summary>
internal sealed class OverrideScenario(ScenarioSetting setting, ScenarioLabel? label) : Scenario(setting)
{
    private double[] _first = [];
    private double[] _last = [];
    private bool[] _on = [];
    private bool _blew;

    /// <summary>Sets what is changed, once; the second argument is the strength.</summary>
    public Action<SimulatedCrane, double>? Apply { get; init; }

    /// <summary>Sets what is changed, anew with every step; the second argument is seconds since the start.</summary>
    public Action<SimulatedCrane, double>? During { get; init; }

    /// <summary>When it holds; always, when nothing is said.</summary>
    public Func<SimulatedCrane, SimulatedPort, bool>? When { get; init; }

    /// <summary>Seconds that it lasts at most.</summary>
    public double Length { get; init; } = double.PositiveInfinity;

    /// <summary>Wind that comes with it, m/s more.</summary>
    public Func<double, double>? Wind { get; init; }

    /// <summary>The paper that goes with it.</summary>
    public ScenarioPermit? Permit { get; init; }

    /// <summary>What stays after the end.</summary>
    public Action<SimulatedCrane>? Leave { get; init; }

    private double End => Math.Min(Setting.End, Setting.Start + Length);

    public override void Begin(SimulatedPort port)
    {
        base.Begin(port);
        _on = new bool[port.Cranes.Count];
        _first = new double[port.Cranes.Count];
        _last = new double[port.Cranes.Count];
        Array.Fill(_first, -1);
        foreach (var crane in port.Cranes.Where(IsMine)) Permit?.Announce(port, crane, Setting.Start, End);
    }

    public override void OnSecond()
    {
        if (Wind is null) return;
        bool blows = Port.Time >= Setting.Start && Port.Time < End;
        if (blows) Port.Weather.Extra = Wind(Port.Time - Setting.Start);
        else if (_blew) Port.Weather.Extra = 0;
        _blew = blows;
    }

    public override void BeforeMove(SimulatedCrane crane)
    {
        if (!IsMine(crane)) return;
        int i = crane.Index;
        double time = Port.Time;
        bool on = time >= Setting.Start && time < End && (When is null || When(crane, Port));
        if (on)
        {
            if (_first[i] < 0) _first[i] = time;
            if (double.IsNaN(Began)) Began = time;
            _last[i] = time;
        }

        if (on == _on[i] && !(on && During is not null)) return;
        bool begins = !_on[i];
        _on[i] = on;
        crane.Overrides.Reset();
        if (!on) Leave?.Invoke(crane);
        else if (begins || During is null) Apply?.Invoke(crane, Setting.Strength);
        if (on) During?.Invoke(crane, time - Setting.Start);
    }

    public override void Finish()
    {
        if (label is null) return;
        foreach (var crane in Port.Cranes)
        {
            int i = crane.Index;
            if (_first[i] < 0) continue;
            Port.Add(new SimulatedEvent(
                crane.Id, Ns(_first[i]), Ns(_last[i]), label.Family, label.Alert, Setting.Strength, Setting.Name));
        }
    }
}
