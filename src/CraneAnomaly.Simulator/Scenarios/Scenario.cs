using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>
/// Something that happens to a port: an attack, or what only looks like one. It changes a crane at one place, and
/// nothing before its start.
/// </summary>
internal abstract class Scenario(ScenarioSetting setting)
{
    protected ScenarioSetting Setting { get; } = setting;

    /// <summary>Place of the crane it is about; below 0 for all.</summary>
    public int Target => Setting.Crane;

    /// <summary>The port it happens in.</summary>
    protected SimulatedPort Port { get; private set; } = null!;

    /// <summary>The first moment at which it changed anything, seconds from the start; NaN before.</summary>
    public double Began { get; protected set; } = double.NaN;

    /// <summary>Whether the time is between start and end.</summary>
    protected bool IsOn => Port.Time >= Setting.Start && Port.Time < Setting.End;

    public virtual void Begin(SimulatedPort port) => Port = port;

    /// <summary>Once a second, before the wind reaches the cranes.</summary>
    public virtual void OnSecond()
    {
    }

    /// <summary>Every step, after the operator and before the controller.</summary>
    public virtual void BeforeMove(SimulatedCrane crane)
    {
    }

    /// <summary>Every row, before it is sent.</summary>
    public virtual void OnSample(SimulatedCrane crane, CraneSample sample)
    {
    }

    /// <summary>At the end of the time.</summary>
    public virtual void Finish()
    {
    }

    /// <summary>Whether it is about this crane.</summary>
    protected bool IsMine(SimulatedCrane crane) => Setting.Crane < 0 || crane.Index == Setting.Crane;

    protected long Ns(double time) => Port.Options.StartNs + (long)(time * 1e9);
}
