using CraneAnomaly.Records;

namespace CraneAnomaly.Detectors;

/// <summary>Takes what detectors find.</summary>
internal interface IFindingSink
{
    /// <summary>Offset in its file of the packet being judged, for evidence; -1 where there is none.</summary>
    long PacketOffset => -1;

    /// <summary>
    /// Offers a finding before it is put into words. True when it only adds to something that is being told already:
    /// then nothing more is to be done, so that a flood of findings costs no more than the traffic that causes it.
    /// </summary>
    bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset);

    /// <summary>
    /// What was told goes on, though nothing new shows it: an axis that stands has not become faster. It changes
    /// nothing but that the episode does not end.
    /// </summary>
    void Keep(string name, FindingScope scope, in OtRecord record, RecordBody body)
    {
    }

    /// <summary>Takes a finding in full.</summary>
    void Report(Finding finding);
}

/// <summary>For those who learn: then nothing is told.</summary>
internal sealed class NoFindings : IFindingSink
{
    public bool Absorb(in FindingSketch sketch, in OtRecord record, RecordBody body, long fileOffset) => true;

    public void Report(Finding finding)
    {
    }
}
