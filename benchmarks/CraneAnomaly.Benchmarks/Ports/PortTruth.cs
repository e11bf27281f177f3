using CraneAnomaly.Alerts;
using CraneAnomaly.Records;
using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>
/// To which attack an alert belongs: to that of the frames of its evidence; where a crane or the silence of its controller
/// is the evidence, to the attack that had its effect on that crane at that time.
/// </summary>
internal sealed class PortTruth
{
    public const int LeastSeverity = 40;

    private const long ToleranceNs = 300_000_000_000;

    private readonly Dictionary<long, int> _numbers;
    private readonly Dictionary<int, MonthAttack> _attacks;
    private readonly Dictionary<IpAddress, string> _controllers = [];

    public PortTruth(PortMonth month)
    {
        _numbers = month.Marked.ToDictionary(marked => (long)marked.Frame, marked => marked.Number);
        _attacks = month.Attacks.ToDictionary(attack => attack.Number);
        Attacks = month.Attacks;
        for (int i = 0; i < month.Port.Cranes.Count; i++)
        {
            if (IpAddress.TryParse(month.Traffic.Network.Controllers[i].Ip, out var address))
                _controllers[address] = month.Port.Nameplates[i].Id;
        }
    }

    public IReadOnlyList<MonthAttack> Attacks { get; }

    /// <summary>The attack of an alert; null for none.</summary>
    public MonthAttack? Of(Alert alert)
    {
        foreach (var record in alert.Evidence)
        {
            if (record.Fixed.Frame > 0 && _numbers.TryGetValue(record.Fixed.Frame, out int number) && _attacks.TryGetValue(number, out var attack))
                return attack;
        }

        string? crane = alert.Crane ?? _controllers.GetValueOrDefault(alert.Destination.Ip) ?? _controllers.GetValueOrDefault(alert.Source.Ip);
        return crane is null ? null : Attacks.FirstOrDefault(attack => HasEffect(attack.Kind) && attack.Event.Crane == crane
            && alert.FirstSeenNs >= attack.Event.StartNs - ToleranceNs && alert.FirstSeenNs <= attack.Event.EndNs + ToleranceNs);
    }

    private static bool HasEffect(MonthAttackKind kind) => kind is MonthAttackKind.LeftBypass or MonthAttackKind.LeftLimit
        or MonthAttackKind.OtherAction or MonthAttackKind.OtherCrane or MonthAttackKind.Silence;
}
