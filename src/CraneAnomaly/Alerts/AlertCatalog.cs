namespace CraneAnomaly.Alerts;

/// <summary>What is fixed for every alert of a name.</summary>
/// <param name="Name">The name, such as <c>command.scan</c>.</param>
/// <param name="Kind">The family, such as <c>unusual-command</c>.</param>
/// <param name="Techniques">Ids of MITRE ATT&amp;CK for ICS 18.1.</param>
/// <param name="Safety">What it may mean for people: <c>none</c>, <c>possible</c> or <c>likely</c>.</param>
/// <param name="Operations">What it may mean for the work: <c>none</c>, <c>possible</c> or <c>likely</c>.</param>
/// <param name="Action">What to do next: always safe, and never to stop a crane with a load up.</param>
public sealed record AlertType(
    string Name, string Kind, IReadOnlyList<string> Techniques, string Safety, string Operations, string Action);

/// <summary>
/// The alert names this version can raise. Names may be added, never changed: rules in a SIEM depend on them.
/// Technique ids: © 2025 The MITRE Corporation, reproduced with permission (ATT&amp;CK for ICS, version 18.1).
/// </summary>
public static class AlertCatalog
{
    private const string Commands = "unusual-command";
    private const string Movement = "movement-throttling";
    private const string Sessions = "remote-session";

    private const string Invariants = "safety-invariant";
    private const string Sensors = "sensor-tampering";

    private const string ClearBelow =
        "Keep everybody away from below the spreader. Let the operator set the load down where it is safe, then leave "
        + "the crane as it is until its twistlocks and their signals have been checked.";

    private const string AskWhoMoves =
        "Ask the operator and the shift lead by radio who moves the crane. Keep people off it. Let the motion come to "
        + "rest with the load down, then have control, emergency stop and their signals checked.";

    private const string SetDown =
        "Let the operator lower the load to where it came from. Do not travel with it; have the load cell and the "
        + "overload cut-out checked before the next lift.";

    private const string StopHoisting =
        "Ask the operator by radio to stop hoisting and to keep everybody away from below. Let the load go back down to "
        + "where it stood, then have the twistlocks and their switches checked before the next lift.";

    private const string CheckTwistlocks =
        "Keep people away from below the spreader. Have the operator lower it to the ground empty, and let the landing "
        + "switches and the twistlock circuit be checked: their interlock did not hold.";

    private const string CheckBrake =
        "Ask the operator to set the load down with care and to keep people from below. Then have the brake, its "
        + "feedback and the drive checked before the next lift. Do not cut the power with a load up.";

    private const string ClearBoom =
        "Ask the operator to let the boom stand, to bring the trolley back landside, and to keep everybody off the ship "
        + "below. Then have the boom and trolley interlocks and their positions checked.";

    private const string LetTravelEnd =
        "Ask the operator to let go of the travel, slowly, and keep people away from the rails. With the load down, have "
        + "storm pins, rail clamps and their switches checked for damage before the crane travels again.";

    private const string SlowDown =
        "Ask the operator by radio to slow down and to drive away from the end of travel. With the load down, have limit "
        + "switches, encoder and drive parameters compared with the approved state.";

    private const string AskWhoHasIt =
        "Ask cabin, remote station and shift lead who has the crane. Only one of them goes on: that one sets the load "
        + "down before the mode or the station is changed again.";

    private const string ComeDown =
        "Ask the operator to set the load down in the nearest safe place, to park the trolley, and to tie the crane "
        + "down as the storm plan says. Then ask who keeps the wind stop from acting.";

    private const string CompareWind =
        "Compare with the wind at the other cranes and at the port's mast. If it is calm: set the load down, do not "
        + "bridge the wind stop, and have the anemometer, its wiring and its parameters checked.";

    private const string EndBypass =
        "Ask the shift lead who turned the bypass on and under which permit. If there is none: finish the move, set the "
        + "load down, then turn it off and have the protective functions tested before the next lift.";

    private const string AskWhoCommands =
        "Ask the shift lead who is working on this controller and under which permit. If nobody is: finish the move, "
        + "set the load down, then isolate the source from the crane network. Do not stop a crane with a load up.";

    private const string CheckController =
        "Check the controller's mode and program against the last approved state once the load is down. Keep this "
        + "alert's frames. Do not restart the controller with a load up.";

    private const string AskWhatIsTrue =
        "Ask the operator by radio what the crane really does, and go by that and not by the screens. Set the load down "
        + "where it is safe, then compare both sources with the crane itself before the next lift.";

    private const string Time =
        "Time the move on the crane with a stopwatch, as the alert says, and compare the controller's parameters and "
        + "speed limits with the approved set. The crane may go on working; do not stop it with a load up.";

    private const string AskAllCranes =
        "Ask the shift lead what was changed on all cranes at that time, and under which permit. Time one move on two cranes "
        + "with a stopwatch, then compare parameters and the sources that reach all of them. The cranes may go on working.";

    private const string SecureAllCranes =
        "Ask every cabin by radio whether a load hangs, and keep people from below. Let nobody restart a controller from "
        + "afar: find out what reached all cranes at that time, and release them one by one, loads first.";

    private const string Disbelieve =
        "Do not rely on this signal: ask the operator what the crane really does and let the move be finished by sight. Once the "
        + "load is down, have the sensor, its wiring and its configuration checked, and ask who worked on them.";

    private const string AskWhySwitchedOff =
        "Compare with the other anemometer, the neighbours and the operator before the stop is believed or lifted. Set a load "
        + "down first where the crane still can; never bridge the interlock. Ask who worked on the sensor or its module.";

    private const string Repair =
        "Have the sensor or the equipment checked at the next pause. Until then rely on the second source where there is one.";

    private const string AskWhoDrives =
        "Ask the operator by radio whether they move this axis. If not: keep people away, let the operator bring the motion to rest "
        + "and set a load down; use the emergency stop only if people are in danger. Then ask who has control and who changed the controller.";

    private const string AskWhoseRadio =
        "Ask on the quay who holds a transmitter of this crane. If nobody does: take control back at the cabin, set the load down, "
        + "and have the receiver taken out of force and paired anew before radio is used again.";

    private const string CheckClock =
        "Compare the controller's clock with a known good one and note how far it is off before anybody sets it. Ask who worked on "
        + "the controller or the time server. Until it is right, do not trust the order of events in this crane's logs.";

    private const string AskWhoConnects =
        "Ask who agreed to this connection and whether a permit covers it. Keep the traffic. If nobody did: close it at the site's "
        + "gateway once no load hangs, and change the passwords of the account it used.";

    private const string LetLoadDown =
        "Ask the operator by radio to finish the move and set the load down as usual, then have the remote session closed or explained "
        + "before the next lift. Do not cut the controller's network with a load up.";

    private const string CloseDoor =
        "Close the service at the site's gateway for that source, look in the log of the machine whether a login succeeded, and change "
        + "the passwords of the accounts that were tried. The crane may go on working.";

    private const string StopLeak =
        "Ask who agreed to send cargo data there. If nobody did: close that way out at the site's gateway, keep the traffic, and find "
        + "out on the sending machine which program does it. The cranes may go on working.";

    private const string FindDevice =
        "Find the device by its switch port, photograph it and its cabling, and ask who installed it. Do not unplug what controls a "
        + "crane with a load up; disconnect it at the next pause, and keep it as evidence.";

    private const string Look = "Compare with what was going on at the time; confirm or dismiss it in the next shift report.";

    private static readonly AlertType[] Types =
    [
        .. Throttling("plateau-speed", ["T0836", "T0831", "T0828"]),
        .. Throttling("ramp", ["T0836", "T0828"]),
        .. Throttling("clamp", ["T0855", "T0831", "T0836"]),
        .. Throttling("tracking", ["T0836", "T0831", "T0828"]),
        .. Throttling("bias", ["T0855", "T0831", "T0836"]),
        .. Throttling("dead-time", ["T0836", "T0828"]),
        .. Throttling("profile", ["T0836", "T0828"]).Take(3),
        new("throttling.inserted-wait", Movement, ["T0836", "T0828"], "none", "likely", Time),
        new("throttling.relative", Movement, ["T0828"], "none", "possible", Time),
        new("throttling.fleet", Movement, ["T0831", "T0828", "T0862"], "none", "likely", AskAllCranes),
        new("throttling.fleet-stop", Movement, ["T0814", "T0826", "T0858", "T0862"], "likely", "likely", SecureAllCranes),
        new("throttling.cycle", Movement, ["T0828"], "none", "possible", Look),
        new("command.first-seen", Commands, ["T0855"], "possible", "possible", AskWhoCommands),
        new("command.sequence", Commands, ["T0855", "T0831"], "possible", "possible", Look),
        new("command.timing", Commands, ["T0855", "T0803"], "none", "possible", Look),
        new("command.value", Commands, ["T0836", "T0831"], "possible", "possible", AskWhoCommands),
        new("command.profile", Commands, ["T0855", "T0831"], "none", "possible", Look),
        new("command.no-demand", Commands, ["T0855", "T0831", "T0827"], "likely", "possible", AskWhoDrives),
        new("command.radio", Commands, ["T0860", "T0855"], "likely", "possible", AskWhoseRadio),
        new("command.scan", Commands, ["T0846", "T0888", "T0861"], "none", "possible", AskWhoCommands),
        new("command.exception-burst", Commands, ["T0846", "T0814"], "none", "possible", AskWhoCommands),
        new("command.plc-stop", Commands, ["T0858", "T0814"], "likely", "likely", CheckController),
        new("command.plc-restart", Commands, ["T0816", "T0858"], "likely", "likely", CheckController),
        new("command.listen-only", Commands, ["T0814", "T0803", "T0804"], "possible", "likely", CheckController),
        new("command.clear-counters", Commands, ["T0872"], "none", "none", AskWhoCommands),
        new("command.download", Commands, ["T0843", "T0889"], "likely", "likely", CheckController),
        new("command.upload", Commands, ["T0845"], "none", "none", AskWhoCommands),
        new("command.reserve", Commands, ["T0858"], "none", "possible", AskWhoCommands),
        new("session.new-endpoint", Sessions, ["T0886", "T0822", "T0883"], "none", "possible", AskWhoConnects),
        new("session.rare-hour", Sessions, ["T0822", "T0859"], "none", "possible", AskWhoConnects),
        new("session.during-work", Sessions, ["T0822", "T0859", "T0886"], "possible", "possible", LetLoadDown),
        new("session.no-permit", Sessions, ["T0859", "T0822"], "none", "possible", AskWhoConnects),
        new("session.beacon", Sessions, ["T0869", "T0884", "T0885"], "none", "possible", AskWhoConnects),
        new("session.tunnel", Sessions, ["T0884", "T0886", "T0822"], "none", "possible", AskWhoConnects),
        new("session.profile", Sessions, ["T0822", "T0886", "T0859"], "none", "possible", Look),
        new("session.brute-force", Sessions, ["T0859", "T0812", "T0891"], "none", "possible", CloseDoor),
        new("exfiltration.container-ids", "data-exfiltration", ["T0882", "T0811", "T0802"], "none", "possible", StopLeak),
        new("exfiltration.dns", "data-exfiltration", ["T0869", "T0884", "T0882"], "none", "possible", StopLeak),
        new("exfiltration.follows-jobs", "data-exfiltration", ["T0882", "T0869", "T0802"], "none", "possible", StopLeak),
        new("exfiltration.volume", "data-exfiltration", ["T0882", "T0869"], "none", "possible", StopLeak),
        new("device.new", "rogue-device", ["T0848", "T0864"], "none", "possible", FindDevice),
        new("device.modem", "rogue-device", ["T0864", "T0883", "T0862"], "none", "possible", FindDevice),
        new("device.second-master", "rogue-device", ["T0848", "T0855", "T0830"], "possible", "possible", AskWhoCommands),
        new("device.conflict", "rogue-device", ["T0830", "T0849", "T0856"], "possible", "possible", FindDevice),
        new("sensor.view-mismatch", Sensors, ["T0856", "T0832"], "possible", "possible", AskWhatIsTrue),
        new("interlock.I1", Invariants, ["T0855", "T0880", "T0879"], "likely", "possible", StopHoisting),
        new("interlock.I2", Invariants, ["T0855", "T0880", "T0879"], "likely", "likely", ClearBelow),
        new("interlock.I3", Invariants, ["T0855", "T0880", "T0837"], "likely", "possible", CheckTwistlocks),
        new("interlock.I4", Invariants, ["T0856", "T0880", "T0879"], "likely", "possible", CheckBrake),
        new("interlock.I5", Invariants, ["T0855", "T0880", "T0879"], "likely", "likely", ClearBoom),
        new("interlock.I6", Invariants, ["T0855", "T0880", "T0879"], "likely", "likely", LetTravelEnd),
        new("interlock.I7", Invariants, ["T0855", "T0880"], "likely", "possible", AskWhoMoves),
        new("interlock.I8", Invariants, ["T0836", "T0837", "T0880"], "likely", "likely", SlowDown),
        new("interlock.I9", Invariants, ["T0855", "T0880", "T0837"], "likely", "possible", SetDown),
        new("interlock.I10", Invariants, ["T0855", "T0858", "T0831"], "possible", "possible", AskWhoHasIt),
        new("interlock.I11", Invariants, ["T0878", "T0837", "T0880"], "likely", "likely", ComeDown),
        new("interlock.I12", Invariants, ["T0856", "T0814", "T0828"], "none", "likely", CompareWind),
        new("interlock.I13", Invariants, ["T0837", "T0880", "T0859"], "possible", "possible", EndBypass),
        new("sensor.frozen", Sensors, ["T0856", "T0835", "T0804"], "possible", "possible", Disbelieve),
        new("sensor.replayed", Sensors, ["T0856", "T0832"], "likely", "possible", Disbelieve),
        new("sensor.impossible", Sensors, ["T0856", "T0832"], "possible", "possible", Disbelieve),
        new("sensor.spoofed", Sensors, ["T0856", "T0814", "T0828"], "possible", "likely", Disbelieve),
        new("sensor.switched-off", Sensors, ["T0814", "T0826", "T0837", "T0838", "T0878"], "possible", "likely", AskWhySwitchedOff),
        new("sensor.limit-moved", Sensors, ["T0836", "T0837", "T0880"], "likely", "possible", SlowDown),
        new("sensor.fault", Sensors, [], "none", "possible", Repair),
        new("device.changed", "rogue-device", ["T0857", "T0839", "T0862"], "possible", "possible", CheckController),
        new("clock.suspect", "blind-spot", ["T0872", "T0856"], "none", "possible", CheckClock),
        new("incident", "incident", [], "possible", "possible", Look),
        new("protocol.violation", "protocol-violation", ["T0814"], "none", "possible", Look),
        new("blind-spot.silent", "blind-spot", ["T0804", "T0815"], "none", "possible",
            "Check whether the master or the controller is switched off, and the mirror port: what is silent is not judged."),
        new("blind-spot.detector", "blind-spot", [], "none", "possible",
            "Do not rely on alerts until it is found again: look whether the pipeline runs, with which baseline and policy, and start it anew."),
        new("blind-spot.delivery", "blind-spot", ["T0804"], "none", "none",
            "Look at the disk of the spool and at the receiver that is named; what was lost is in the pipeline's own log where there is one."),
        new("heartbeat", "heartbeat", [], "none", "none",
            "None. When no heartbeat came for three minutes, or a number is missing: look at the sensor and the way from it."),
        new("coverage.unverifiable", "blind-spot", [], "none", "none",
            "Give the crane one source that its controller does not make: a laser or GPS position, a power meter, the terminal's count."),
        new("blind-spot.loss", "blind-spot", [], "none", "none",
            "Check the mirror port and the capturing machine: what was lost here was not judged."),
    ];

    private static readonly Dictionary<string, AlertType> ByName =
        Types.ToDictionary(type => type.Name, StringComparer.Ordinal);

    private static IEnumerable<AlertType> Throttling(string feature, IReadOnlyList<string> techniques) =>
        from axis in (string[])["hoist", "trolley", "gantry", "boom"]
        select new AlertType($"throttling.{axis}.{feature}", Movement, techniques, "none", "likely", Time);

    /// <summary>All names, in a fixed order.</summary>
    public static IReadOnlyList<AlertType> All => Types;

    /// <summary>What is fixed for a name.</summary>
    public static AlertType Get(string name) => ByName.TryGetValue(name, out var type)
        ? type
        : throw new ArgumentException($"'{name}' is not an alert name; the catalogue has to be extended first.", nameof(name));
}
