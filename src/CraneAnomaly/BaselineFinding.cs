namespace CraneAnomaly;

/// <summary>
/// Something seen during learning that a crane may have been delivered with, such as an external endpoint or a
/// writer. Being there does not make it normal: somebody has to sign it off.
/// </summary>
/// <param name="Kind">The name of the alert it goes on raising, such as <c>session.new-endpoint</c>.</param>
/// <param name="Subject">What it is about, such as an address.</param>
/// <param name="Text">One plain sentence.</param>
public sealed record BaselineFinding(string Kind, string Subject, string Text);
