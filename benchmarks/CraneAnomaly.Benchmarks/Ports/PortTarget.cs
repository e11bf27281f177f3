using CraneAnomaly.Simulator.Traffic.Months;

namespace CraneAnomaly.Benchmarks.Ports;

/// <summary>What has to be found of a kind of attack, by which alert, and how soon.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Title">In words.</param>
/// <param name="Names">Names of alerts that tell it for what it is.</param>
/// <param name="Share">The share that has to be found; 0 where nothing is asked.</param>
/// <param name="Seconds">From its beginning; 0 for as long as it lasts and five minutes.</param>
/// <param name="Moves">Moves after which it has to be found; 0 where time counts.</param>
internal sealed record PortTarget(
    MonthAttackKind Kind, string Title, string[] Names, double Share, double Seconds = 0, int Moves = 0)
{
    private const double Minute = 60, Hour = 3_600;

    /// <summary>All of them, those that are asked for first.</summary>
    public static IReadOnlyList<PortTarget> All { get; } =
    [
        new(MonthAttackKind.RemoteDesktop, "new endpoint: remote desktop", ["session.new-endpoint"], 1),
        new(MonthAttackKind.RemoteScreen, "new endpoint: screen", ["session.new-endpoint"], 1),
        new(MonthAttackKind.Modem, "modem", ["device.modem"], 1, Minute),
        new(MonthAttackKind.SecondMaster, "second master", ["device.second-master"], 1),
        new(MonthAttackKind.NoPermit, "permit scope: session without one", ["session.no-permit"], 1),
        new(MonthAttackKind.OtherCrane, "permit scope: another crane", ["session.no-permit", "command.first-seen"], 1),
        new(MonthAttackKind.OtherAction, "permit scope: another action", ["session.no-permit", "command.first-seen"], 1),
        new(MonthAttackKind.LeftBypass, "left over: bypass", ["interlock.I13", "session.no-permit"], 1),
        new(MonthAttackKind.LeftLimit, "left over: speed limit", ["session.no-permit"], 1),
        new(MonthAttackKind.Beacon, "beacon, one an hour, 30 % jitter", ["session.beacon"], 0.95, 24 * Hour),
        new(MonthAttackKind.Names, "ids by DNS, one a minute", ["exfiltration.dns"], 0.95, 30 * Minute),
        new(MonthAttackKind.LeakWithin, "40 bytes a move, within a connection", ["exfiltration.follows-jobs"], 0.95, Moves: 200),
        new(MonthAttackKind.LeakBeside, "40 bytes a move, a connection each", ["exfiltration.follows-jobs"], 0.95, Moves: 200),
        new(MonthAttackKind.Silence, "silence of a source", ["blind-spot.silent"], 0.95, 2 * Silence),
        new(MonthAttackKind.AddressConflict, "address conflict", ["device.conflict"], 0),
        new(MonthAttackKind.PlainList, "list of containers over HTTP", ["exfiltration.container-ids"], 0),
        new(MonthAttackKind.Volume, "6 MB to the cloud", ["exfiltration.volume"], 0),
        new(MonthAttackKind.RogueTime, "time from somebody else", ["clock.suspect"], 0),
        new(MonthAttackKind.BruteForce, "passwords tried", ["session.brute-force"], 0),
        new(MonthAttackKind.Lateral, "remote session within", ["session.new-endpoint"], 0),
    ];

    /// <summary>The interval that is expected of a source, s, where it is polled every 30 s.</summary>
    private const double Silence = 30;
}
