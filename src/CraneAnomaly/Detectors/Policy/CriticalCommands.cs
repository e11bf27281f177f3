using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors.Policy;

/// <summary>A command that is told whoever sends it: it needs no learning to be worth a look.</summary>
/// <param name="Protocol">The protocol.</param>
/// <param name="Function">Function code.</param>
/// <param name="Subfunction">Sub-function, or -1 for any.</param>
/// <param name="Alert">Name of the alert.</param>
/// <param name="Severity">Severity when nobody is known to send it.</param>
/// <param name="Meaning">What it does, to stand in a sentence: "... told the controller to MEANING".</param>
internal sealed record CriticalCommand(
    OtProtocol Protocol, int Function, int Subfunction, string Alert, int Severity, string Meaning);

/// <summary>
/// The commands that stop, restart, reprogram, silence or reserve a controller. Modbus: Application Protocol V1.1b3,
/// 6.8 (diagnostics), and its reserved codes by their names (Annex A). What a protocol flags as critical is what has a rule
/// here: a test holds the two together. UMAS (function 0x5A): codes as publicly described by researchers, not by the vendor.
/// </summary>
internal static class CriticalCommands
{
    private const int Umas = 0x5A;

    private static readonly CriticalCommand[] Rules =
    [
        new(OtProtocol.Modbus, 8, 1, "command.plc-restart", 80, "restart its communications"),
        new(OtProtocol.Modbus, 8, 4, "command.listen-only", 85, "stop answering (listen only)"),
        new(OtProtocol.Modbus, 8, 10, "command.clear-counters", 50, "clear its diagnostic counters and register"),
        new(OtProtocol.Modbus, 9, -1, "command.download", 85, "accept a program (Program 484)"),
        new(OtProtocol.Modbus, 13, -1, "command.download", 85, "accept a program (Program Controller)"),
        new(OtProtocol.Modbus, 18, -1, "command.download", 85, "accept a program (Program 884/U84)"),
        new(OtProtocol.Modbus, 19, -1, "command.plc-restart", 60, "reset its communications link (884/U84)"),
        new(OtProtocol.Modbus, 40, -1, "command.download", 85, "accept a program (Program Concept)"),
        new(OtProtocol.Modbus, 0x7D, -1, "command.download", 90, "replace its firmware"),
        new(OtProtocol.Modbus, 0x7E, -1, "command.download", 85, "accept a program (Program 584/984)"),
        new(OtProtocol.Modbus, Umas, 0x10, "command.reserve", 50, "let it take the programming reservation"),
        new(OtProtocol.Modbus, Umas, 0x29, "command.download", 60, "accept a memory block"),
        new(OtProtocol.Modbus, Umas, 0x30, "command.upload", 50, "hand out its program"),
        new(OtProtocol.Modbus, Umas, 0x33, "command.download", 90, "accept a new program (start of a download)"),
        new(OtProtocol.Modbus, Umas, 0x34, "command.download", 90, "accept a part of a new program"),
        new(OtProtocol.Modbus, Umas, 0x35, "command.download", 90, "finish the download of a program"),
        new(OtProtocol.Modbus, Umas, 0x40, "command.plc-restart", 85, "start its program"),
        new(OtProtocol.Modbus, Umas, 0x41, "command.plc-stop", 95, "stop its program"),
    ];

    /// <summary>The rule for a request, or null.</summary>
    public static CriticalCommand? Find(OtProtocol protocol, int function, int subfunction)
    {
        foreach (var rule in Rules)
        {
            if (rule.Protocol == protocol && rule.Function == function
                && (rule.Subfunction < 0 || rule.Subfunction == subfunction))
                return rule;
        }

        return null;
    }
}
