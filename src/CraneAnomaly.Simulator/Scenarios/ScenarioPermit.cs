using CraneAnomaly.Simulator.Cranes;

namespace CraneAnomaly.Simulator.Scenarios;

/// <summary>The paper for work on a crane, or the lack of it.</summary>
/// <param name="Person">Who.</param>
/// <param name="System">On what.</param>
/// <param name="Source">From which address.</param>
/// <param name="Actions">What is allowed, separated by ;.</param>
internal sealed record ScenarioPermit(string Person, string System, string Source, string Actions)
{
    private const double Margin = 600;

    /// <summary>It is written for the crane beside the one where the work is done.</summary>
    public bool IsForAnother { get; init; }

    /// <summary>It ends so many seconds after it began, whatever is still going on; 0 for with the work.</summary>
    public double EndsAfter { get; init; }

    public void Announce(SimulatedPort port, SimulatedCrane crane, double start, double end)
    {
        var named = IsForAnother ? port.Cranes[(crane.Index + 1) % port.Cranes.Count] : crane;
        double to = EndsAfter > 0 ? start + EndsAfter : end + Margin;
        long ns = port.Options.StartNs;
        port.Add(new SimulatedPermit(
            $"PT-{named.Id}-{port.Permits.Count + 1:00}", named.Id, Person, System, Source, Actions,
            ns + (long)(Math.Max(0, start - Margin) * 1e9), ns + (long)(to * 1e9), "terminal operations"));
    }
}
