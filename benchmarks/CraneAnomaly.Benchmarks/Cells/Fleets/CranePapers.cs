using CraneAnomaly.Records.Signals;
using CraneAnomaly.Records.Site;
using CraneAnomaly.Simulator;

namespace CraneAnomaly.Benchmarks.Cells.Fleets;

/// <summary>What <c>cranes.json</c> and <c>permits.csv</c> of a simulated port say, without the files.</summary>
internal static class CranePapers
{
    public static IReadOnlyList<CraneSheet> Sheets(SimulatedPort port) => [.. port.Nameplates.Select(Sheet)];

    public static IReadOnlyList<Permit> Permits(SimulatedPort port) =>
    [
        .. port.Permits.Select(permit => new Permit
        {
            Id = permit.Id,
            Crane = permit.Crane,
            Person = permit.Person,
            System = permit.System,
            Source = permit.Source,
            Actions = permit.Actions.Split(';'),
            FromNs = permit.FromNs,
            ToNs = permit.ToNs,
            ApprovedBy = permit.ApprovedBy,
        }),
    ];

    private static CraneSheet Sheet(CraneNameplate plate)
    {
        var limits = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["wind_warning"] = plate.WindWarning,
            ["wind_stop"] = plate.WindStop,
        };
        foreach (var axis in Enum.GetValues<Axis>())
        {
            string name = Enum.GetName(axis)!.ToLowerInvariant();
            limits[name + ".minimum"] = plate.Minimum[(int)axis];
            limits[name + ".maximum"] = plate.Maximum[(int)axis];
            limits[name + ".slowdown_length"] = plate.SlowdownLength[(int)axis];
            limits[name + ".slowdown_share"] = plate.SlowdownShare;
        }

        return new()
        {
            Id = plate.Id,
            Vendor = plate.Vendor,
            Firmware = plate.Firmware,
            RatedLoad = plate.RatedLoad,
            Limits = limits,
            Rated = new Dictionary<Axis, AxisRating>
            {
                [Axis.Hoist] = new()
                {
                    Speed = plate.HoistSpeedLaden,
                    SpeedEmpty = plate.HoistSpeedEmpty,
                    Acceleration = plate.HoistAcceleration,
                    Power = plate.HoistPower,
                },
                [Axis.Trolley] = new() { Speed = plate.TrolleySpeed, Acceleration = plate.TrolleyAcceleration },
                [Axis.Gantry] = new() { Speed = plate.GantrySpeed, Acceleration = plate.GantryAcceleration },
                [Axis.Boom] = new() { Speed = plate.BoomSpeed, Acceleration = plate.BoomAcceleration },
            },
        };
    }
}
