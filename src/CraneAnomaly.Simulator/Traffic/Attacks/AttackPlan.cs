using CraneAnomaly.Simulator.Traffic.Cranes;

namespace CraneAnomaly.Simulator.Traffic.Attacks;

/// <summary>
/// Enters into the traffic what belongs to a scenario: what it is about, or the command that comes before an effect
/// on a crane. Of each event on the cranes there is at most one cause.
/// </summary>
internal sealed class AttackPlan(PortTraffic traffic, IReadOnlyList<CraneNameplate> cranes, PortOptions options)
{
    // Nobody sets a crane up in the minute in which the recording begins: that happened before.
    private const long EarliestNs = 60 * Agenda.Second;

    private readonly List<TrafficEvent> _events = [];
    private int _scenes;

    /// <summary>What should be found in the traffic.</summary>
    public IReadOnlyList<TrafficEvent> Events =>
    [
        .. _events.Select(e => e.Event.Cause is null ? e : e with
        {
            Event = e.Event with { Cause = _events.First(first => first.Mark == e.Mark.Replace('*', '0')).Event.Name },
        }),
    ];

    /// <summary>
    /// What happens on the network: from two fifths of the time on, for a fifth of it, or with its effect on a crane.
    /// </summary>
    public void Enter(TrafficScenario scenario, IReadOnlyList<SimulatedEvent> effects)
    {
        if (effects is [var effect, ..])
        {
            scenario.Run(Scene(Place(effect.Crane), effect.StartNs, effect.EndNs, effect.Strength));
            return;
        }

        long duration = options.Duration.Ticks * 100;
        long start = options.StartNs + duration / 5 * 2;
        int crane = (int)(RandomStream.Hash(options.Seed, 0x7AFF1C) % (ulong)cranes.Count);
        scenario.Run(Scene(crane, start, start + duration / 5, 0));
    }

    /// <summary>What comes before effects on the cranes.</summary>
    public void Enter(IEnumerable<SimulatedEvent> events)
    {
        foreach (var happened in events)
        {
            int crane = Place(happened.Crane);
            if (crane < 0 || happened.StartNs - options.StartNs < EarliestNs) continue;
            // Its note is the name of the scenario, which matters where several are mixed.
            Causes.Enter(happened.Note, happened.Name, Scene(crane, happened.StartNs, happened.EndNs, happened.Strength));
        }
    }

    /// <summary>What is done with a permit: nothing of it should be found.</summary>
    public void Enter(IEnumerable<SimulatedPermit> permits)
    {
        foreach (var permit in permits)
        {
            int crane = Place(permit.Crane);
            if (crane < 0 || !System.Net.IPAddress.TryParse(permit.Source, out _)) continue;
            long start = Math.Max(permit.FromNs, options.StartNs + EarliestNs) + 30 * Agenda.Second;
            if (!permit.Actions.Split(';').Contains("session")) continue;
            var source = traffic.Network.Any(permit.Source, 9_000);
            SessionAttacks.PermittedRdp(Scene(crane, start, permit.ToNs, 0), source, permit.Person);
        }
    }

    private AttackScene Scene(int crane, long start, long end, double strength)
    {
        int number = _scenes++;
        return new(traffic, _events, number, cranes[crane].Id, crane, start, end, strength);
    }

    private int Place(string crane)
    {
        for (int i = 0; i < cranes.Count; i++)
        {
            if (cranes[i].Id == crane) return i;
        }

        return -1;
    }
}
