using System.Globalization;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>What lies in the archive, for whoever opens it.</summary>
internal static class EvidenceText
{
    public static string Readme(FoundAlert found, IdentityMask mask, long packets, long cited, int rows, ChainProof? proof) => string.Create(
        CultureInfo.InvariantCulture, $"""
        Evidence of {found.States[^1].Alert.Id}

        {found.States[^1].Alert.Title}

        The alert was found again by reading the inputs a second time, with the baseline and the options named in provenance.json:
        the same inputs, baseline, options and version give it again, byte for byte.

        alert.txt            the alert for a person
        alert.ndjson         its {found.States.Count} states as lines of the log of alerts; alert.NAME the same in the words of other systems
        {(packets == 0 ? "(no packets)         the alert cites none" : $"packets.pcapng       {packets} packets, {cited} of them cited and with a comment that says so; opens in Wireshark (filter: frame.comment)")}
        telemetry.csv        {rows} rows around it, from a minute before to a minute after
        provenance.json      hashes of the inputs, the baseline and the configuration
        chain.json           the place of its lines in the hash chain of the log{(proof is null ? " (that of this run: no log was named)" : "")}
        report-facts.txt     facts that reports under 33 CFR ask for; no legal verdict
        SHA256SUMS           SHA-256 of each file here: sha256sum -c SHA256SUMS

        {(mask.IsOn
            ? $"Covered with X: container numbers (ISO 6346, with the right check digit) in {mask.Containers} places, names of operators in {mask.Operators}, and the columns job.container and operator.id. Where that changed a packet, its checksums are no longer right; where it changed a line of alert.ndjson, chain.json says so. Numbers that stand in another coding, such as registers with swapped bytes, are not found. --unmask covers nothing."
            : "Nothing is covered: names of operators and container numbers are as they were captured.")}

        """);
}
