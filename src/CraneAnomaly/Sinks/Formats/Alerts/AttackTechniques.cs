namespace CraneAnomaly.Sinks.Formats.Alerts;

/// <summary>A tactic of MITRE ATT&amp;CK for ICS: what an attacker is after.</summary>
/// <param name="Id">Its id, such as <c>TA0106</c>.</param>
/// <param name="Name">Its name.</param>
public sealed record AttackTactic(string Id, string Name);

/// <summary>A technique of MITRE ATT&amp;CK for ICS: how it is done.</summary>
/// <param name="Id">Its id, such as <c>T0836</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Tactics">The tactics it serves, one or more; the first is the one named where there is room for one.</param>
public sealed record AttackTechnique(string Id, string Name, IReadOnlyList<AttackTactic> Tactics);

/// <summary>
/// The techniques and tactics of MITRE ATT&amp;CK for ICS, version 18.1. © 2025 The MITRE Corporation. This work is
/// reproduced and distributed with the permission of The MITRE Corporation.
/// </summary>
public static class AttackTechniques
{
    /// <summary>Version of ATT&amp;CK for ICS that the names are of.</summary>
    public const string Version = "18.1";

    /// <summary>What has to stand wherever these names are copied.</summary>
    public const string Notice =
        "© 2025 The MITRE Corporation. This work is reproduced and distributed with the permission of The MITRE "
        + "Corporation. The MITRE Corporation grants a non-exclusive, royalty-free license to use ATT&CK® for research, "
        + "development, and commercial purposes; any copy has to reproduce this designation and license.";

    private static readonly AttackTactic[] Tactics =
    [
        new("TA0100", "Collection"),
        new("TA0101", "Command and Control"),
        new("TA0102", "Discovery"),
        new("TA0103", "Evasion"),
        new("TA0104", "Execution"),
        new("TA0105", "Impact"),
        new("TA0106", "Impair Process Control"),
        new("TA0107", "Inhibit Response Function"),
        new("TA0108", "Initial Access"),
        new("TA0109", "Lateral Movement"),
        new("TA0110", "Persistence"),
        new("TA0111", "Privilege Escalation"),
    ];

    private static readonly AttackTechnique[] Techniques =
    [
        Of("T0800", "Activate Firmware Update Mode", "TA0107"),
        Of("T0801", "Monitor Process State", "TA0100"),
        Of("T0802", "Automated Collection", "TA0100"),
        Of("T0803", "Block Command Message", "TA0107"),
        Of("T0804", "Block Reporting Message", "TA0107"),
        Of("T0805", "Block Serial COM", "TA0107"),
        Of("T0806", "Brute Force I/O", "TA0106"),
        Of("T0807", "Command-Line Interface", "TA0104"),
        Of("T0809", "Data Destruction", "TA0107"),
        Of("T0811", "Data from Information Repositories", "TA0100"),
        Of("T0812", "Default Credentials", "TA0109"),
        Of("T0813", "Denial of Control", "TA0105"),
        Of("T0814", "Denial of Service", "TA0107"),
        Of("T0815", "Denial of View", "TA0105"),
        Of("T0816", "Device Restart/Shutdown", "TA0107"),
        Of("T0817", "Drive-by Compromise", "TA0108"),
        Of("T0819", "Exploit Public-Facing Application", "TA0108"),
        Of("T0820", "Exploitation for Evasion", "TA0103"),
        Of("T0821", "Modify Controller Tasking", "TA0104"),
        Of("T0822", "External Remote Services", "TA0108"),
        Of("T0823", "Graphical User Interface", "TA0104"),
        Of("T0826", "Loss of Availability", "TA0105"),
        Of("T0827", "Loss of Control", "TA0105"),
        Of("T0828", "Loss of Productivity and Revenue", "TA0105"),
        Of("T0829", "Loss of View", "TA0105"),
        Of("T0830", "Adversary-in-the-Middle", "TA0100"),
        Of("T0831", "Manipulation of Control", "TA0105"),
        Of("T0832", "Manipulation of View", "TA0105"),
        Of("T0834", "Native API", "TA0104"),
        Of("T0835", "Manipulate I/O Image", "TA0107"),
        Of("T0836", "Modify Parameter", "TA0106"),
        Of("T0837", "Loss of Protection", "TA0105"),
        Of("T0838", "Modify Alarm Settings", "TA0107"),
        Of("T0839", "Module Firmware", "TA0110", "TA0106"),
        Of("T0840", "Network Connection Enumeration", "TA0102"),
        Of("T0842", "Network Sniffing", "TA0102"),
        Of("T0843", "Program Download", "TA0109"),
        Of("T0845", "Program Upload", "TA0100"),
        Of("T0846", "Remote System Discovery", "TA0102"),
        Of("T0847", "Replication Through Removable Media", "TA0108"),
        Of("T0848", "Rogue Master", "TA0108"),
        Of("T0849", "Masquerading", "TA0103"),
        Of("T0851", "Rootkit", "TA0103", "TA0107"),
        Of("T0852", "Screen Capture", "TA0100"),
        Of("T0853", "Scripting", "TA0104"),
        Of("T0855", "Unauthorized Command Message", "TA0106"),
        Of("T0856", "Spoof Reporting Message", "TA0103", "TA0106"),
        Of("T0857", "System Firmware", "TA0110", "TA0107"),
        Of("T0858", "Change Operating Mode", "TA0104", "TA0103"),
        Of("T0859", "Valid Accounts", "TA0110", "TA0109"),
        Of("T0860", "Wireless Compromise", "TA0108"),
        Of("T0861", "Point & Tag Identification", "TA0100"),
        Of("T0862", "Supply Chain Compromise", "TA0108"),
        Of("T0863", "User Execution", "TA0104"),
        Of("T0864", "Transient Cyber Asset", "TA0108"),
        Of("T0865", "Spearphishing Attachment", "TA0108"),
        Of("T0866", "Exploitation of Remote Services", "TA0108", "TA0109"),
        Of("T0867", "Lateral Tool Transfer", "TA0109"),
        Of("T0868", "Detect Operating Mode", "TA0100"),
        Of("T0869", "Standard Application Layer Protocol", "TA0101"),
        Of("T0871", "Execution through API", "TA0104"),
        Of("T0872", "Indicator Removal on Host", "TA0103"),
        Of("T0873", "Project File Infection", "TA0110"),
        Of("T0874", "Hooking", "TA0104", "TA0111"),
        Of("T0877", "I/O Image", "TA0100"),
        Of("T0878", "Alarm Suppression", "TA0107"),
        Of("T0879", "Damage to Property", "TA0105"),
        Of("T0880", "Loss of Safety", "TA0105"),
        Of("T0881", "Service Stop", "TA0107"),
        Of("T0882", "Theft of Operational Information", "TA0105"),
        Of("T0883", "Internet Accessible Device", "TA0108"),
        Of("T0884", "Connection Proxy", "TA0101"),
        Of("T0885", "Commonly Used Port", "TA0101"),
        Of("T0886", "Remote Services", "TA0108", "TA0109"),
        Of("T0887", "Wireless Sniffing", "TA0102", "TA0100"),
        Of("T0888", "Remote System Information Discovery", "TA0102"),
        Of("T0889", "Modify Program", "TA0110"),
        Of("T0890", "Exploitation for Privilege Escalation", "TA0111"),
        Of("T0891", "Hardcoded Credentials", "TA0109", "TA0110"),
        Of("T0892", "Change Credential", "TA0107"),
        Of("T0893", "Data from Local System", "TA0100"),
        Of("T0894", "System Binary Proxy Execution", "TA0103"),
        Of("T0895", "Autorun Image", "TA0104"),
    ];

    private static readonly Dictionary<string, AttackTechnique> ById =
        Techniques.ToDictionary(technique => technique.Id, StringComparer.Ordinal);

    /// <summary>All techniques by their ids.</summary>
    public static IReadOnlyList<AttackTechnique> All => Techniques;

    /// <summary>The technique of an id; null where this version has none.</summary>
    public static AttackTechnique? Find(string id) => ById.GetValueOrDefault(id);

    private static AttackTechnique Of(string id, string name, params string[] tactics) =>
        new(id, name, [.. tactics.Select(tactic => Array.Find(Tactics, known => known.Id == tactic)!)]);
}
