namespace CraneAnomaly.Alerts;

/// <summary>Takes alerts in their order.</summary>
public interface IAlertSink
{
    /// <summary>Takes one state of an episode.</summary>
    void OnAlert(Alert alert);
}
