namespace CraneAnomaly;

/// <summary>
/// Something seen during learning that a crane may have been delivered with, such as an external endpoint or a
/// writer. Being there does not make it normal: somebody has to sign it off.
/// </summary>
/// <param name="Kind">The name of the alert it goes on raising, such as <c>session.new-endpoint</c>.</param>
/// <param name="Subject">What it is about, such as an address.</param>
/// <param name="Text">One plain sentence.</param>
public sealed record BaselineFinding(string Kind, string Subject, string Text)
{
    /// <summary>What names it: kind and subject.</summary>
    public string Key => $"{Kind} {Subject}";
}

/// <summary>A signature: who took what for normal, when and why. It is logged here and never taken out again.</summary>
/// <param name="By">Who signs.</param>
/// <param name="At">When, RFC 3339.</param>
/// <param name="What">
/// What is signed off: <c>KIND SUBJECT</c> of a finding, or <c>baseline HASH</c> of the one that this one takes the
/// place of.
/// </param>
/// <param name="Reason">Why, in the signer's words; empty when nothing was said.</param>
/// <param name="Changes">What changed against the baseline before, as lines to be read by people.</param>
public sealed record BaselineApproval(
    string By, string At, string What, string Reason, IReadOnlyList<string> Changes);
