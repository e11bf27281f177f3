using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>What became of one attack.</summary>
/// <param name="Run">In which port.</param>
/// <param name="Attack">Which.</param>
/// <param name="Seconds">From its beginning to the first alert of a right name, of any severity; null for never.</param>
/// <param name="LoudSeconds">The same of severity 40 or more.</param>
/// <param name="OtherName">The name of the first alert of another name; null for none.</param>
/// <param name="Moves">Moves of the crane until then, for what follows moves.</param>
internal sealed record PortFound(PortRun Run, MonthAttack Attack, double? Seconds, double? LoudSeconds, string? OtherName, int? Moves)
{
    public static PortFound Of(PortRun run, MonthAttack attack, PortTarget target)
    {
        var own = run.Alerts.Where(alert => alert.Type.Kind != "incident" && run.Truth!.Of(alert) == attack).ToList();
        var named = own.Where(alert => target.Names.Contains(alert.Type.Name)).ToList();
        long? told = named.Count == 0 ? null : named.Min(run.ToldNs);
        var loud = named.Select(run.LoudNs).OfType<long>().ToList();
        long? loudNs = loud.Count == 0 ? null : loud.Min();
        return new(
            run, attack, Since(told), Since(loudNs), own.Where(alert => !named.Contains(alert)).MinBy(run.ToldNs)?.Type.Name,
            loudNs is { } ns && attack.MovesNs.Count > 0 ? attack.MovesNs.Count(moved => moved <= ns) : null);

        double? Since(long? at) => at is { } known ? (known - attack.Event.StartNs) / 1e9 : null;
    }

    /// <summary>Whether it was found in time, by an alert of severity 40 or more.</summary>
    public bool IsInTime(PortTarget target) => LoudSeconds is { } seconds && (target.Moves > 0
        ? Moves <= target.Moves
        : seconds <= (target.Seconds > 0 ? target.Seconds : (Attack.Event.EndNs - Attack.Event.StartNs) / 1e9 + 300));

    /// <summary>Whether it lasted long enough to be found.</summary>
    public bool IsWhole(PortTarget target) => target.Moves == 0 || Attack.MovesNs.Count >= target.Moves;
}
